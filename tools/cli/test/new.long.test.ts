// `hubbub new`: what it writes starts, answers, and fails honestly; and who does what CONTRIBUTING tells reaches `core`.
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { finished, startHubbub } from './hubbub-process.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const CONTRIBUTING = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');

/** The lines of a marked block, without what indents it. */
function block(name: string): string[] {
  const found = new RegExp(`<!-- new:${name} -->\\s*\`\`\`\\w+\n([\\s\\S]*?)\n *\`\`\``).exec(CONTRIBUTING);
  return (found?.[1] ?? '').split('\n').map((line) => line.replace(/^ {3}/, ''));
}

const hubbub = (...args: string[]) => finished(startHubbub(args));

/** Has a server written beside what `pnpm install` would link for it. */
async function written(template: string, folder: string): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), 'hubbub-new-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const { status, stderr } = await hubbub('new', 'mine', '--template', template, '--dir', dir);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  if (template === 'python') symlinkSync(join(ROOT, 'apps/servers-python/hubbub'), join(dir, 'hubbub'));
  else symlinkSync(join(ROOT, 'apps/server-ws/node_modules'), join(dir, folder, 'node_modules'));
  return join(dir, folder);
}

const statusOf = async (folder: string, ...args: string[]): Promise<number | null> =>
  (await hubbub('conform', join(folder, 'entrant.json'), ...args)).status;

for (const [template, folder] of [
  ['lines', 'server-mine'],
  ['ws', 'server-mine'],
  ['python', 'mine'],
] as const) {
  test(`a new server from ${template} starts, says hello and fails the rest`, async () => {
    const server = await written(template, folder);
    expect(await statusOf(server, '--case', 'HELLO-6.1')).toBe(0);
    expect(await statusOf(server, '--case', 'ROOM-5.1')).toBe(1);
  });
}

test('who does what CONTRIBUTING tells has a server that is conformant', async () => {
  expect(block('start')).toEqual(['hubbub new mine --template lines', 'pnpm install', 'hubbub conform mine']);
  const server = await written('lines', 'server-mine');
  const path = join(server, 'src/server.ts');
  const [above = ''] = readFileSync(path, 'utf8').split('// To do');
  writeFileSync(path, above + block('todo').join('\n'));
  expect(await statusOf(server)).toBe(0);
});

test('a name that is none, and one that is there already, are bad input', async () => {
  const bad = await hubbub('new', 'Mine');
  expect(bad).toMatchObject({ status: 2, stderr: expect.stringContaining('kebab-case') });
  const taken = await hubbub('new', 'net');
  expect(taken).toMatchObject({ status: 2, stderr: expect.stringContaining('exists already') });
});
