// Each check is shown what it must refuse, and a repository that keeps every rule, in which it must find nothing.
// Long because all offences stand together in one table.
import { describe, expect, test } from 'vitest';
import { CHECKS } from '../src/catalogue.ts';
import { entrantWith, GOOD, repositoryWith } from './fixture.ts';

interface Offence {
  readonly title: string;
  readonly files: Readonly<Record<string, string | undefined>>;
  /** `path:line message` of the one finding. */
  readonly finding: RegExp;
}

const code = (body: string): string => `// What it is.\n${body}\n`;
const ONE = 'packages/protocol/src/one.ts';
const ROOM = 'packages/chat/src/room.ts';

const OFFENCES: Readonly<Record<string, readonly Offence[]>> = {
  'boundary-tags': [
    {
      title: 'no turbo.json',
      files: { 'packages/chat/turbo.json': undefined },
      finding: /chat.* has 0 boundary tags/,
    },
    {
      title: 'two tags',
      files: { 'packages/chat/turbo.json': '{"tags":["domain","lib"]}' },
      finding: /chat.* has 2 boundary tags/,
    },
    {
      title: 'an unknown tag',
      files: { 'packages/protocol/turbo.json': '{"tags":["odd"]}' },
      finding: /tag "odd", which turbo.json does not know/,
    },
  ],
  'workspace-edges': [
    {
      title: 'a server that depends on the engine',
      files: {
        'apps/server-net/package.json': '{"name":"server-net","dependencies":{"chat":"workspace:*"}}',
      },
      finding: /a server may not depend on chat, a domain/,
    },
    {
      title: 'a library whose tests use a server',
      files: {
        'packages/client/package.json': '{"name":"client","devDependencies":{"server-net":"workspace:*"}}',
      },
      finding: /a lib may not depend on server-net, a server/,
    },
  ],
  'dependency-versions': [
    {
      title: 'a range in the catalog',
      files: { 'pnpm-workspace.yaml': 'packages: [packages/*, apps/*]\ncatalog:\n  turbo: ^2.0.0\n' },
      finding: /pins turbo to "\^2\.0\.0"/,
    },
    {
      title: 'a version outside the catalog',
      files: { 'packages/protocol/package.json': '{"name":"protocol","dependencies":{"ws":"8.0.0"}}' },
      finding: /ws is "8\.0\.0" instead of "catalog:"/,
    },
    {
      title: 'a workspace by version',
      files: { 'packages/chat/package.json': '{"name":"chat","dependencies":{"protocol":"1.0.0"}}' },
      finding: /protocol is "1\.0\.0" instead of "workspace:\*"/,
    },
    {
      title: 'a workspace that the root does not link',
      files: { 'package.json': '{"name":"root","devDependencies":{"chat":"workspace:*"}}' },
      finding: /^package\.json chat is "workspace:\*" instead of "link:packages\/chat"/,
    },
    {
      title: 'a registry in the lockfile',
      files: { 'pnpm-lock.yaml': 'a: 1\ntarball: https://registry.example/a.tgz\n' },
      finding: /pnpm-lock\.yaml:2 names a host/,
    },
  ],
  'opening-comment': [
    {
      title: 'no comment',
      files: { [ONE]: '/** One. */\nexport const one = 1;\n' },
      finding: /one\.ts:1 does not open/,
    },
    { title: 'five lines', files: { [ONE]: '// a\n'.repeat(5) }, finding: /opens with 5 comment lines/ },
    {
      title: 'a long file without a word why',
      files: { [ONE]: code('void 0;\n'.repeat(300)) },
      finding: /has 302 lines, and its opening comment does not say why/,
    },
  ],
  'file-names': [
    {
      title: 'utils',
      files: { 'packages/chat/src/room-utils.ts': code('') },
      finding: /"room-utils\.ts" says nothing/,
    },
    {
      title: 'a folder called common',
      files: { 'packages/chat/src/common/a.ts': code('') },
      finding: /"common" says nothing/,
    },
    {
      title: 'camelCase',
      files: { 'packages/chat/src/bigRoom.ts': code('') },
      finding: /"bigRoom\.ts" is not kebab-case/,
    },
  ],
  'exported-docs': [
    {
      title: 'a constant',
      files: { [ONE]: code('export const one = 1;') },
      finding: /one\.ts:2 exports one without TSDoc/,
    },
    {
      title: 'a name exported at the end',
      files: { [ONE]: code('interface Two {}\nexport type { Two };') },
      finding: /exports Two without TSDoc/,
    },
    {
      title: 'a default',
      files: { [ONE]: code('/** A. */\nexport default 1;') },
      finding: /exports a default/,
    },
  ],
  'index-files': [
    {
      title: 'logic',
      files: { 'packages/protocol/src/index.ts': code('/** Two. */\nexport const two = 2;') },
      finding: /index\.ts:3 holds something other/,
    },
    {
      title: 'everything',
      files: { 'packages/protocol/src/index.ts': code("export * from './one.ts';") },
      finding: /index\.ts:2 holds something other/,
    },
  ],
  'process-edges': [
    {
      title: 'printing',
      files: { [ROOM]: code('console.log(1);') },
      finding: /room\.ts:2 uses console\.log/,
    },
    { title: 'the environment', files: { [ROOM]: code('void process.env;') }, finding: /uses process\.env/ },
    { title: 'exiting', files: { [ROOM]: code('process.exit(1);') }, finding: /uses process\.exit/ },
  ],
  'runtime-free': [
    {
      title: 'a Node module',
      files: { [ONE]: code("import 'node:fs';") },
      finding: /one\.ts:2 imports node:fs/,
    },
    { title: 'a lazy import', files: { [ONE]: code("void import('node:fs');") }, finding: /imports node:fs/ },
    { title: 'a global of Node', files: { [ROOM]: code('void Buffer;') }, finding: /uses Buffer/ },
    {
      title: 'behind a browser entry',
      files: { 'packages/client/src/wire.ts': code("import 'node:net';") },
      finding: /wire\.ts:2 imports node:net/,
    },
  ],
  'engine-clock': [
    { title: 'Date.now', files: { [ROOM]: code('void Date.now();') }, finding: /room\.ts:2 uses Date/ },
    { title: 'a timer', files: { [ROOM]: code('setTimeout(() => {}, 1);') }, finding: /uses setTimeout/ },
    {
      title: 'a random number',
      files: { [ROOM]: code('void Math.random();') },
      finding: /uses Math\.random/,
    },
  ],
  'foreign-servers': [
    {
      title: 'no declaration',
      files: { 'apps/servers-odd/odd/entrant.json': undefined },
      finding: /servers-odd declares no server/,
    },
    {
      title: 'an unknown key',
      files: { 'apps/servers-odd/odd/entrant.json': entrantWith({ id: 'odd', stars: 5 }) },
      finding: /entrant\.json .*stars/,
    },
    {
      title: 'another id',
      files: { 'apps/servers-odd/odd/entrant.json': entrantWith({ id: 'even' }) },
      finding: /the id "even" does not fit the folder odd/,
    },
    {
      title: 'no section in the README',
      files: { 'apps/servers-odd/README.md': '# Odd\n' },
      finding: /README\.md has no section "odd"/,
    },
    {
      title: 'no test',
      files: { 'apps/servers-odd/test/odd.long.test.ts': undefined },
      finding: /odd\.long\.test\.ts is missing/,
    },
    {
      title: 'too much code',
      files: { 'apps/servers-odd/odd/server.py': `# Odd.\n${'print(1)\n'.repeat(151)}` },
      finding: /holds 151 lines of code; 150 are the most/,
    },
  ],
  servers: [
    {
      title: 'no declaration',
      files: { 'apps/server-net/entrant.json': undefined },
      finding: /entrant\.json is missing/,
    },
    {
      title: 'an unknown key',
      files: { 'apps/server-net/entrant.json': entrantWith({ stars: 5 }) },
      finding: /entrant\.json .*stars/,
    },
    {
      title: 'another id',
      files: { 'apps/server-net/entrant.json': entrantWith({ id: 'ws' }) },
      finding: /the id "ws" does not fit/,
    },
    {
      title: 'no README',
      files: { 'apps/server-net/README.md': undefined },
      finding: /README\.md is missing/,
    },
    { title: 'no tests', files: { 'apps/server-net/test/net.test.ts': undefined }, finding: /has no tests/ },
    {
      title: 'no main.ts',
      files: { 'apps/server-net/src/main.ts': undefined },
      finding: /main\.ts is missing/,
    },
    {
      title: 'a long main.ts',
      files: { 'apps/server-net/src/main.ts': code('void 0;\n'.repeat(10)) },
      finding: /has more than 10 lines/,
    },
    {
      title: 'much code',
      files: Object.fromEntries(
        ['server', 'second'].map((name) => [`apps/server-net/src/${name}.ts`, code('void 0;\n'.repeat(75))]),
      ),
      finding: /src holds 151 lines of code; 150 are the most/,
    },
  ],
  'honest-tests': [
    {
      title: 'a skipped test',
      files: { 'packages/protocol/test/one.test.ts': code("test.skip('x', () => {});") },
      finding: /one\.test\.ts:2 uses test\.skip/,
    },
    {
      title: 'a sleep',
      files: {
        'packages/protocol/test/one.test.ts': code("import { setTimeout } from 'node:timers/promises';"),
      },
      finding: /sleeps instead of waiting/,
    },
    {
      title: 'a silenced checker',
      files: { [ROOM]: code('// @ts-ignore\nvoid 0;') },
      finding: /silences the type checker/,
    },
  ],
  'markdown-links': [
    {
      title: 'a missing file',
      files: { 'README.md': 'a\n[b](gone.md)\n' },
      finding: /README\.md:2 the link gone\.md leads nowhere/,
    },
    {
      title: 'a missing heading',
      files: { 'README.md': '# A\n\n[b](#c)\n' },
      finding: /the link #c names no heading/,
    },
    { title: 'out of the repository', files: { 'README.md': '[b](../x)\n' }, finding: /leads nowhere/ },
  ],
  'generated-blocks': [
    {
      title: 'a stale block',
      files: { 'README.md': '<!-- generated:workspaces -->\nold\n<!-- /generated -->\n' },
      finding: /README\.md is stale/,
    },
    {
      title: 'an unknown block',
      files: { 'README.md': '<!-- generated:nothing -->\n<!-- /generated -->\n' },
      finding: /no generated block is called "nothing"/,
    },
  ],
};

test('every check has an offence here', () => {
  expect(Object.keys(OFFENCES).sort()).toEqual(CHECKS.map(({ id }) => id).sort());
});

describe.each(CHECKS)('$id', (check) => {
  test('finds nothing where the rule is kept', () => {
    expect([...check.run(repositoryWith())]).toEqual([]);
  });

  test.each(OFFENCES[check.id] ?? [])('refuses $title', ({ files, finding }) => {
    const findings = [...check.run(repositoryWith(files))];
    expect(findings.map(({ path, line, message }) => `${path}${line ? `:${line}` : ''} ${message}`)).toEqual([
      expect.stringMatching(finding),
    ]);
  });
});

test('a workspace is found through pnpm-workspace.yaml alone', () => {
  const { workspaces } = repositoryWith({ 'extra/one/package.json': '{"name":"one"}' });
  expect(workspaces.map(({ folder }) => folder)).not.toContain('extra/one');
  const wider = repositoryWith({
    'extra/one/package.json': '{"name":"one"}',
    'pnpm-workspace.yaml': `${GOOD['pnpm-workspace.yaml']}`.replace('- apps/*', '- apps/*\n  - extra/*'),
  });
  expect(wider.workspaces.map(({ folder }) => folder)).toContain('extra/one');
});
