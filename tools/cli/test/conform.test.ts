// `hubbub conform` as a process: its exit statuses, its reports, and what it refuses.

import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runHubbub, startHubbub } from './hubbub-process.ts';

const TIMEOUT_MS = 90_000;

test('exit status 0 where a server conforms; JSON and JUnit hold the same results', {
  timeout: TIMEOUT_MS,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hubbub-conform-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const files = { json: join(folder, 'deep/results.json'), junit: join(folder, 'results.xml') };
  const args = [
    '--case',
    'ROOM-4,ORDER-1',
    '--seed',
    '7',
    '--shuffle',
    '--json',
    files.json,
    '--junit',
    files.junit,
  ];
  const { status, stdout, stderr } = await runHubbub(['conform', 'net', ...args]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^net: conformant .*seed 7$/m);
  const envelope = JSON.parse(readFileSync(files.json, 'utf8'));
  expect(envelope.run).toMatchObject({ seed: 7, shuffle: true, only: ['ROOM-4', 'ORDER-1'] });
  const junit = readFileSync(files.junit, 'utf8');
  expect(junit.match(/<testcase /g)).toHaveLength(envelope.results.length);
});

test('exit status 1 where a server is broken, with the clause and the line that shows it again', {
  timeout: TIMEOUT_MS,
}, async () => {
  const { status, stdout, stderr } = await runHubbub([
    'conform',
    'mutant:welcomes-twice',
    '--case',
    'HELLO-4',
  ]);
  expect(status).toBe(1);
  expect(stdout).toContain('clause    HELLO-4');
  const [, again = ''] = /again +pnpm hubbub (conform mutant:welcomes-twice .*)$/m.exec(stdout) ?? [];
  expect(again).toContain('--case HELLO-4.');
  expect(await runHubbub(again.split(' '))).toMatchObject({ status: 1 });
  expect(stderr).toContain('FAIL HELLO-4');
});

test('exit status 3 where cases could not run: attached, it cannot set limits', {
  timeout: TIMEOUT_MS,
}, async () => {
  const server = startHubbub(['serve', 'net', '--port', '0']);
  if (server.stdout === null) throw new Error('no stdout');
  const [line] = await once(server.stdout, 'data');
  const { host } = new URL(JSON.parse(String(line)).endpoints[0].url);
  const attached = (cases: string) => runHubbub(['conform', '--tcp', host, '--case', cases]);
  expect(await attached('ROOM-4')).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('conformant'),
  });
  expect(await attached('LIVE-1')).toMatchObject({
    status: 3,
    stdout: expect.stringContaining('could not run'),
  });
});

test('--list prints every case, --json as data, to stdout or a reader that stops reading', async () => {
  const plain = await runHubbub(['conform', '--list']);
  expect(plain.stdout).toMatch(/^FRAME-1\.1 +core +MUST /m);
  const { stdout } = await runHubbub(['conform', '--list', '--json']);
  const cases = JSON.parse(stdout);
  expect(cases).toHaveLength(plain.stdout.trimEnd().split('\n').length);
  expect(cases[0]).toMatchObject({ id: 'FRAME-1.1', clause: 'FRAME-1', level: 'MUST' });
});

test.each<[string[], RegExp]>([
  [['net', '--tcp', '127.0.0.1:1'], /give either servers or addresses/],
  [['socketi'], /there is no server "socketi"; did you mean "socketio"\?/],
  [['mutant:welcomes-twize'], /"welcomes-twize"; did you mean "welcomes-twice"\?/],
  [['/nonexistent/entrant.json'], /\/nonexistent\/entrant\.json: no such file/],
  [['net', '--seed', 'x'], /--seed must be a whole number from 0 to \d+, not "x"/],
  [['net', '--repeat', '0'], /--repeat must be a whole number from 1 to 1000, not "0"/],
  [['net', '--profile', 'all-of-it'], /--profile must be one of core, .*, not "all-of-it"/],
  [['net', '--case', 'ROOM-99'], /no case, clause or section is called "ROOM-99"/],
  [['net', '--shufle'], /conform has no option --shufle; did you mean "--shuffle"\?/],
  [['--ws', 'nonsense'], /"nonsense" is no URL/],
  [['net', '--json', '-', '--tap', '-'], /only one report can go to the output, not json and tap/],
  [['net', 'ws', '--badge', '-', '--case', 'ROOM-4'], /--badge is of one server/],
  [['net', '--fix', '--case', 'ROOM-4.1', '--profile', 'core'], /--fix needs a full run/],
  [['net:bunn'], /there is no server "net:bunn"; did you mean "net:bun"\?/],
  [['probe'], /probe takes one server, or addresses/],
  [['probe', 'net', '--patience', '0'], /--patience must be a whole number from 1 to 3600, not "0"/],
  [['diff', 'one.json'], /diff takes two JSON reports/],
  [['diff', '/nonexistent.json', '/nonexistent.json'], /\/nonexistent\.json: no such file/],
])('%j is refused in one sentence', async (args, sentence) => {
  const { status, stdout, stderr } = await runHubbub(['conform', ...args]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(new RegExp(`^hubbub: [^\\n]*${sentence.source}[^\\n]*\\n$`));
});
