// `npm pack` of every package that is published, in a copy of the repository: publint and "are the types wrong?" have
// nothing to say, and the suite runs from an empty folder into which its tarball alone was installed.
import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../..');
const PACKAGES = ['protocol', 'client', 'conformance'];
/** What only CommonJS or a resolution without `exports` would see: these packages are ES modules. */
const NOT_FOR_US = ['node10', 'node16-cjs'];
const folder = mkdtempSync(join(tmpdir(), 'hubbub-pack-'));
const copy = join(folder, 'repository');
const tarballs = new Map<string, string>();

beforeAll(async () => {
  for (const name of ['LICENSE', 'pnpm-workspace.yaml', 'tsconfig.json', 'package.json']) {
    cpSync(join(ROOT, name), join(copy, name));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  for (const path of [...PACKAGES.map((name) => `packages/${name}`), 'tools/packer']) {
    const isSource = (file: string): boolean => !['node_modules', 'dist', 'test'].includes(basename(file));
    mkdirSync(join(copy, path), { recursive: true });
    cpSync(join(ROOT, path), join(copy, path), { recursive: true, filter: isSource });
    linkModules(path);
  }
  for (const name of PACKAGES) {
    await run('npm', ['pack', '--silent', '--pack-destination', folder], join(copy, 'packages', name));
    tarballs.set(name, join(folder, `hubbub-${name}-${manifestOf(name).version}.tgz`));
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(PACKAGES)('%s', (name) => {
  test('publint and attw find nothing', async () => {
    const bytes = readFileSync(tarballs.get(name) ?? '');
    const tarball = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
    const { messages } = await publint({
      strict: true,
      pack: { tarball },
    });
    expect(messages).toEqual([]);
    const result = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)));
    if (result.types === false) throw new Error('there are no types');
    const problems = result.problems.filter(
      (problem) => !('resolutionKind' in problem && NOT_FOR_US.includes(problem.resolutionKind)),
    );
    expect(problems).toEqual([]);
  });

  test('the workspace’s manifest is back in its place', () => {
    expect(manifestOf(name)).toEqual(
      JSON.parse(readFileSync(join(ROOT, 'packages', name, 'package.json'), 'utf8')),
    );
    expect(readdirSync(join(copy, 'packages', name))).not.toContain('LICENSE');
  });
});

test('the suite runs from its tarball alone, and tells a good server from a broken one', async () => {
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  writeFileSync(join(empty, 'package.json'), '{"private":true}');
  await run(
    'npm',
    ['install', '--silent', '--offline', '--no-audit', '--no-fund', tarballs.get('conformance') ?? ''],
    empty,
  );
  expect(readdirSync(join(empty, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
    '@hubbub',
  ]);
  const entrant = join(ROOT, 'apps/server-net');
  const suite = (...args: string[]) => run('npx', ['--no-install', '@hubbub/conformance', ...args], empty);
  expect((await suite(entrant, '--case', 'ROOM-4.1')).stdout).toContain('net: conformant');
  const broken = ['mutant:welcomes-twice', '--against', entrant, '--case', 'HELLO-4.1'];
  const failed = await suite(...broken).catch((error: { code: number; stdout: string }) => error);
  expect(failed).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('HELLO-4: A second `hello` MUST'),
  });
  expect(failed.stdout).toContain(
    `again     npx @hubbub/conformance ${broken.slice(0, 3).join(' ')} --case HELLO-4.1`,
  );
});

/** Links a workspace's modules, those of the packages under test to their copies. */
function linkModules(path: string): void {
  const modules = join(ROOT, path, 'node_modules');
  if (!existsSync(modules)) return;
  for (const name of readdirSync(modules)) {
    if (name.startsWith('.')) continue;
    for (const part of name.startsWith('@') ? readdirSync(join(modules, name)) : ['']) {
      const own = name === '@hubbub' && PACKAGES.includes(part) ? join(copy, 'packages', part) : undefined;
      const target = join(copy, path, 'node_modules', name, part);
      mkdirSync(dirname(target), { recursive: true });
      symlinkSync(own ?? join(modules, name, part), target);
    }
  }
}

function manifestOf(name: string): { version: string } {
  return JSON.parse(readFileSync(join(copy, 'packages', name, 'package.json'), 'utf8'));
}

function run(
  program: string,
  args: readonly string[],
  cwd: string,
): Promise<{ stdout: string; stderr: string }> {
  const env = {
    ...process.env,
    PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
    npm_config_update_notifier: 'false',
  };
  const { promise, resolve: done, reject } = Promise.withResolvers<{ stdout: string; stderr: string }>();
  execFile(program, args, { cwd, env }, (error, stdout, stderr) => {
    if (error) reject(Object.assign(error, { stdout, stderr }));
    else done({ stdout, stderr });
  });
  return promise;
}
