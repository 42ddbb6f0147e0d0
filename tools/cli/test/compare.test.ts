// `hubbub compare` as a process: what it leaves behind, when it exits 0 and when not.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseResults } from '@hubbub/bench';
import { expect, onTestFinished, test } from 'vitest';
import { folderOfServers } from './entrant-fixture.ts';
import { runHubbub } from './hubbub-process.ts';

const TIMEOUT_MS = 180_000;

function reportFiles(): { json: string; html: string; args: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'hubbub-compare-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [json, html] = [join(folder, 'results.json'), join(folder, 'report.html')];
  return { json, html, args: ['--json', json, '--html', html] };
}

test('compares a server with itself in its modes and leaves both reports', {
  timeout: TIMEOUT_MS,
}, async () => {
  const { json, html, args } = reportFiles();
  const { stdout, stderr } = await runHubbub(['compare', 'net', '--tier', 'smoke', '--seed', '3', ...args]);
  const results = parseResults(JSON.parse(readFileSync(json, 'utf8')));
  expect(results).toMatchObject({ tier: 'smoke', seed: 3 });
  expect(new Set(results.rows.map(({ mode }) => mode))).toEqual(new Set(['batched', 'each']));
  expect(results.rows.every(({ conformance }) => conformance.passed)).toBe(true);
  expect(readFileSync(html, 'utf8')).toContain('<!doctype html>');
  // The command runs in `/` here, so the shortest path lacks the first slash.
  for (const file of [json, html]) expect(stdout).toContain(`wrote ${file.slice(1)}\n`);
  expect(stderr).toMatch(/^conformant: net \(core |^conformant as they are: net$/m);
});

test('a server that does not conform is not valid: exit status 1, and why', {
  timeout: TIMEOUT_MS,
}, async () => {
  const path = `${folderOfServers({ script: 'process.exit(1)' })}/0/entrant.json`;
  const { args } = reportFiles();
  const { status, stdout, stderr } = await runHubbub(['compare', path, '--tier', 'smoke', ...args]);
  expect(status).toBe(1);
  expect(stdout).toContain('✗');
  expect(stderr).toContain('NOT conformant: stand-in');
  expect(stderr).toMatch(/^hubbub: \d+ of \d+ rows are not valid or not conformant; ✗ above says why$/m);
});

test.each<[string[], RegExp]>([
  [['wss'], /there is no server "wss"; did you mean "ws"\?/],
  [['--tier', 'quik'], /--tier.*quik/],
  [['--seed', '-1'], /--seed|'--seed'/],
  [['--scenario', 'no-such'], /there is no scenario "no-such"; there are burst, /],
  [['--scenario', './no-such.json'], /no-such\.json: no such file/],
  [['--scenario', 'rooms', '--param', 'room=3'], /scenario: room is unknown/],
  [['--param', 'rooms=3'], /--param needs a --scenario/],
  [['--hours', '0'], /--hours must be a number up to \d+, not "0"/],
  [['diff', 'a.json'], /compare diff takes two results files/],
  [['diff', 'a.json', '/no/such.json'], /a\.json cannot be read/],
  [['--jso', 'x'], /compare has no option --jso; did you mean "--json"\?/],
])('%j is refused in one sentence', async (args, sentence) => {
  const { status, stdout, stderr } = await runHubbub(['compare', ...args]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(new RegExp(`^hubbub: [^\\n]*${sentence.source}[^\\n]*\\n$`));
});

test('tells what would run, and runs nothing', { timeout: TIMEOUT_MS }, async () => {
  const all = await runHubbub(['compare', '--list-scenarios']);
  expect(all.stdout).toMatch(/^fan-out {2,}One room/m);
  const args = ['--scenario', 'rooms', '--param', 'rooms=7', '--param', 'members=3', '--param', 'senders=2'];
  const { status, stdout } = await runHubbub(['compare', 'net', ...args, '--describe']);
  expect(status).toBe(0);
  expect(stdout).toContain('21 clients in 7 rooms of 3');
  expect(stdout).toContain('net: batched, each');
  expect(stdout).toMatch(/^About \d/m);
});

test('a server that is named and lacks what it needs is refused', async () => {
  const requires = [{ what: 'bun', probe: ['false'], install: 'npm install -g bun' }];
  const path = `${folderOfServers({ entrant: { requires } })}/0/entrant.json`;
  expect(await runHubbub(['compare', path])).toMatchObject({
    status: 2,
    stderr: 'hubbub: stand-in needs bun, which is not installed: npm install -g bun\n',
  });
});
