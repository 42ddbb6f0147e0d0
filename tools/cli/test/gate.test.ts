// What a kept conformance pass depends on: the server's files and what it builds on, and nothing else.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { contentHash } from '../src/gate/content-hash.ts';
import { PassCache } from '../src/gate/pass-cache.ts';

function repository(): { root: string; put: (path: string, text: string) => void; hash: () => string } {
  const root = mkdtempSync(join(tmpdir(), 'hubbub-gate-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const workspace = (path: string, name: string, ...needs: string[]) =>
    put(
      `${path}/package.json`,
      JSON.stringify({ name, dependencies: Object.fromEntries(needs.map((need) => [need, 'workspace:*'])) }),
    );
  workspace('packages/conformance', '@hubbub/conformance', '@hubbub/protocol');
  workspace('packages/protocol', '@hubbub/protocol');
  workspace('packages/kit', '@hubbub/kit', '@hubbub/deep');
  workspace('packages/deep', '@hubbub/deep');
  workspace('packages/other', '@hubbub/other');
  workspace('apps/servers', 'servers', '@hubbub/kit');
  put('apps/servers/one/server.ts', 'one');
  return { root, put, hash: () => contentHash(join(root, 'apps/servers/one'), root) };
}

test.each([
  ['the server', 'apps/servers/one/server.ts', true],
  ['what servers of a workspace share', 'apps/servers/shared.py', true],
  ['the kit', 'packages/kit/src/kit.ts', true],
  ['what the kit builds on', 'packages/deep/src/deep.ts', true],
  ['the suite', 'packages/conformance/src/cases/say.ts', true],
  ['the protocol', 'packages/protocol/src/frames.ts', true],
  ['the lockfile', 'pnpm-lock.yaml', true],
  ['another workspace', 'packages/other/src/other.ts', false],
  ['a test', 'packages/kit/test/kit.test.ts', false],
  ['a document', 'apps/servers/README.md', false],
  ['an installed package', 'packages/kit/node_modules/x/index.js', false],
])('a change of %s (%s) makes another hash: %s', (_, path, isOther) => {
  const { put, hash } = repository();
  const before = hash();
  expect(hash()).toBe(before);
  put(path, 'changed');
  expect(hash() !== before).toBe(isOther);
});

test('a folder outside the repository stands for itself', () => {
  const { root } = repository();
  const other = repository();
  const folder = join(other.root, 'apps/servers/one');
  const before = contentHash(folder, root);
  other.put('apps/servers/two.ts', 'two');
  expect(contentHash(folder, root)).toBe(before);
  other.put('apps/servers/one/server.ts', 'two');
  expect(contentHash(folder, root)).not.toBe(before);
});

test('passes are kept by hash, and what cannot be read is none', () => {
  const { root, put } = repository();
  const cache = new PassCache(root);
  expect(cache.get('a')).toBeUndefined();
  cache.put('a', { detail: 'core 3/3' });
  expect(new PassCache(root).get('a')).toEqual({ detail: 'core 3/3' });
  put('node_modules/.cache/hubbub/passes/b.json', '{');
  expect(cache.get('b')).toBeUndefined();
});
