// A small repository on disk that keeps every rule, and ways to break one. Made in a temporary folder for each test.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Repository, readRepository } from '../src/repository.ts';

const manifest = (name: string, more: object = {}): string => JSON.stringify({ name, ...more });
const tag = (...tags: string[]): string => JSON.stringify({ extends: ['//'], tags });

const ENTRANT = {
  id: 'net',
  title: 'net',
  framework: 'node:net',
  language: 'TypeScript',
  runtime: 'node',
  layer: 'raw',
  style: 'callbacks',
  bindings: ['lines'],
  command: ['node', 'src/main.ts'],
  features: ['history'],
  fanout: ['batched'],
  backpressure: { policy: 'close', limit: 'maxOutboxBytes' },
  requires: [],
  expectations: [],
  variants: [],
};

/** The files of a repository that keeps every rule. */
export const GOOD: Readonly<Record<string, string>> = {
  '.gitignore': 'node_modules/\n',
  'package.json': manifest('root', { devDependencies: { turbo: 'catalog:' } }),
  'pnpm-workspace.yaml': 'packages:\n  - packages/*\n  - apps/*\ncatalog:\n  turbo: 2.11.11\n',
  'pnpm-lock.yaml': 'lockfileVersion: 9.0\n',
  'turbo.json': JSON.stringify({
    boundaries: { tags: { contract: {}, domain: {}, lib: {}, server: {}, servers: {} } },
  }),
  'README.md': '# Title\n\nSee [the protocol](packages/protocol/package.json) and [here](#title).\n',
  'packages/protocol/package.json': manifest('protocol'),
  'packages/protocol/turbo.json': tag('contract'),
  'packages/protocol/src/index.ts': "// Names only.\nexport { one } from './one.ts';\n",
  'packages/protocol/src/one.ts': '// The number one.\n\n/** One. */\nexport const one = 1;\n',
  'packages/protocol/test/one.test.ts':
    "// Tests one.\nimport { test } from 'vitest';\ntest('one', () => {});\n",
  'packages/chat/package.json': manifest('chat', { dependencies: { protocol: 'workspace:*' } }),
  'packages/chat/turbo.json': tag('domain'),
  'packages/chat/src/room.ts':
    '// A room.\n/** Doubles. */\nexport const twice = (n: number) => Math.abs(n) * 2;\n',
  'packages/client/package.json': manifest('client', {
    exports: { '.': { browser: './src/browser.ts', default: './src/node.ts' } },
  }),
  'packages/client/turbo.json': tag('lib'),
  'packages/client/src/browser.ts': "// For browsers.\nimport './wire.ts';\n",
  'packages/client/src/node.ts': "// For Node.\nimport 'node:net';\n",
  'packages/client/src/wire.ts': '// The wire.\nfetch("/");\n',
  'apps/server-net/package.json': manifest('server-net', { dependencies: { protocol: 'workspace:*' } }),
  'apps/server-net/turbo.json': tag('server'),
  'apps/server-net/entrant.json': JSON.stringify(ENTRANT),
  'apps/server-net/README.md': '# net\n',
  'apps/server-net/src/main.ts': '// Starts it.\nconsole.log(process.argv);\n',
  'apps/server-net/test/net.test.ts': '// Tests net.\n',
  'apps/servers-odd/package.json': manifest('servers-odd'),
  'apps/servers-odd/turbo.json': tag('servers'),
  'apps/servers-odd/README.md': '# Odd\n\n## odd\n\nOdd.\n',
  'apps/servers-odd/odd/entrant.json': JSON.stringify({ ...ENTRANT, id: 'odd' }),
  'apps/servers-odd/odd/server.py': '# Odd.\nprint(1)\n',
  'apps/servers-odd/test/odd.long.test.ts': '// Tests odd.\n',
};

/** {@link GOOD} with some files changed (a string) or removed (`undefined`), read from disk. */
export function repositoryWith(changes: Readonly<Record<string, string | undefined>> = {}): Repository {
  const root = mkdtempSync(join(tmpdir(), 'hubbub-repo-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [path, text] of Object.entries({ ...GOOD, ...changes })) {
    if (text === undefined) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return readRepository(root);
}

/** A server's declaration with some members changed. */
export function entrantWith(changes: object): string {
  return JSON.stringify({ ...ENTRANT, ...changes });
}
