// TAP, Markdown, the badge, the table, the difference of two reports, and the text of the page. A browser looks at the page
// in page.long.test.ts.
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readEnvelopes } from '../src/collection.ts';
import type { Envelope } from '../src/envelope.ts';
import { toBadge } from '../src/report/badge.ts';
import { diffEnvelopes, formatDiff, isRegression } from '../src/report/diff.ts';
import { toMarkdown } from '../src/report/markdown.ts';
import { toHtml } from '../src/report/matrix/page.ts';
import { formatOverview } from '../src/report/table.ts';
import { toTap } from '../src/report/tap.ts';
import { envelopeOf, resultOf } from './made-up.ts';

const failed = resultOf({
  id: 'FRAME-1.2',
  verdict: 'fail',
  failure: { clause: 'FRAME-2', expected: 'a <thing>', seen: 'a `tick` | and </script>' },
  reproduce: 'pnpm hubbub conform some --case FRAME-1.2',
  flaky: true,
  wire: [{ atMs: 1.5, peer: 'alice', direction: '>', text: '</script><b>' }],
});
const mixed = envelopeOf([
  resultOf({ wire: [{ atMs: 0, peer: 'bob', direction: '<', text: 'passed too' }] }),
  failed,
  resultOf({ id: 'FRAME-1.3', title: 'SHOULD # do', verdict: 'weak', level: 'SHOULD' }),
  resultOf({ id: 'ROOM-10.1', clause: 'ROOM-10', verdict: 'n/a', reason: 'feature x is not declared' }),
  resultOf({ id: 'ROOM-9.1', clause: 'ROOM-9', verdict: 'expected-fail', reason: 'known' }),
]);
const named = (target: string, envelope: Envelope): Envelope => ({
  ...envelope,
  server: { ...envelope.server, target },
});

test('TAP: a point a result, skips and todos with their directive, details as YAML', () => {
  const lines = toTap([mixed]).split('\n');
  expect(lines.slice(0, 3)).toEqual([
    'TAP version 14',
    '1..5',
    'ok 1 - some FRAME-1.1 lines MUST ignore members that it does not know',
  ]);
  expect(lines[3]).toMatch(/^not ok 2 - some FRAME-1\.2 [^#]*$/);
  expect(lines).toContain('  seen: "a `tick` | and </script>"');
  expect(lines.filter((line) => /# TODO/.test(line))).toEqual([
    'not ok 3 - some FRAME-1.3 lines SHOULD \\# do # TODO weak',
    expect.stringMatching(/^not ok 5 - .* # TODO expected-fail$/),
  ]);
  expect(lines).toContainEqual(expect.stringMatching(/^ok 4 .* # SKIP n\/a: feature x is not declared$/));
});

test('Markdown: a row a server, also of those left out, and failures that no text of a server can break', () => {
  const text = toMarkdown([envelopeOf([resultOf({})]), mixed], [{ target: 'gone', reason: 'it needs a|b' }]);
  const rows = text.split('\n').filter((line) => line.startsWith('|'));
  expect(rows).toHaveLength(5);
  expect(new Set(rows.map((row) => row.split(' | ').length))).toEqual(new Set([11]));
  expect(rows[4]).toContain('it needs a&#124;b');
  expect(text).toContain('- seen `` a `tick` | and </script> ``');
  expect(text).toContain('> **FRAME-2** A server MUST answer');
});

test('the badge says what it came to, and red is not conformant', () => {
  expect(JSON.parse(toBadge(envelopeOf([resultOf({})])))).toMatchObject({
    schemaVersion: 1,
    message: 'conformant, 1/1',
    color: 'brightgreen',
  });
  expect(JSON.parse(toBadge(mixed))).toMatchObject({ message: 'not conformant, 1/4', color: 'red' });
});

test('the table has a row for every server, with what was left out and why', () => {
  const text = formatOverview(
    [envelopeOf([resultOf({})]), named('other', mixed)],
    [{ target: 'gone', reason: 'it needs x' }],
  );
  const [head = '', ...rows] = text.trimEnd().split('\n');
  expect(rows.map((row) => row.split(/ {2,}/).slice(0, 2))).toEqual([
    ['some', 'conformant'],
    ['other', 'NOT conformant'],
    ['gone', 'not run: it needs x'],
  ]);
  expect(rows[0]).toHaveLength(head.length);
});

test('a difference tells worse, better, new and gone, and which of them is a regression', () => {
  const before = envelopeOf([resultOf({}), failed, resultOf({ id: 'FRAME-1.4' })]);
  const after = envelopeOf([
    resultOf({ verdict: 'fail' }),
    resultOf({ id: 'FRAME-1.2' }),
    resultOf({ id: 'FRAME-1.5' }),
  ]);
  const changes = diffEnvelopes([before], [after]);
  expect(changes.map(({ id, kind }) => [id, kind])).toEqual([
    ['FRAME-1.1', 'worse'],
    ['FRAME-1.2', 'better'],
    ['FRAME-1.5', 'new'],
    ['FRAME-1.4', 'gone'],
  ]);
  expect(changes.map(isRegression)).toEqual([true, false, false, true]);
  expect(formatDiff(changes)).toMatch(/^worse {2}some FRAME-1\.1 +lines +✓ pass → ✗ fail/);
  expect(formatDiff(diffEnvelopes([after], [after]))).toBe('nothing changed\n');
});

test('results are read back from one server’s JSON and from many, and nothing else is taken for them', () => {
  const all = { collection: 1, startedAt: '', ms: 1, envelopes: [mixed], leftOut: [] };
  expect(readEnvelopes(JSON.stringify(mixed), 'a')).toEqual([mixed]);
  expect(readEnvelopes(JSON.stringify(all), 'a')).toEqual([mixed]);
  expect(() => readEnvelopes('{', 'a.json')).toThrow('a.json is no JSON');
  expect(() => readEnvelopes('null', 'a.json')).toThrow('a.json is no result');
});

test('the page holds every row in the order of the protocol, a cell for each server, and every wire log packed', () => {
  const html = toHtml(
    [mixed, named('o/ther', envelopeOf([resultOf({})]))],
    [{ target: 'gone', reason: '<why>' }],
  );
  expect([...html.matchAll(/data-case="([^"]+)"/g)].map(([, id]) => id)).toEqual([
    'FRAME-1.1',
    'FRAME-1.2',
    'FRAME-1.3',
    'ROOM-9.1',
    'ROOM-10.1',
  ]);
  expect([...html.matchAll(/href="#([^"]+)"/g)].map(([, at]) => at).slice(0, 2)).toEqual([
    'some/lines/FRAME-1.1',
    'o%2Fther/lines/FRAME-1.1',
  ]);
  expect(html).toContain('&lt;why&gt;');
  // Nothing that a server sent can end the script elements or become markup.
  expect(html.match(/<\/script>/g)).toHaveLength(2);
  expect(html).not.toMatch(/https?:\/\//);
  const packed = /id="data">([^<]+)</.exec(html)?.[1] ?? '';
  const data = JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString());
  expect(data.cells['0 FRAME-1.1'].wire).toEqual([[0, 'bob', '<', 'passed too']]);
  expect(data.cells['0 FRAME-1.2']).toMatchObject({ verdict: 'fail', broken: 'FRAME-2', flaky: true });
  expect(data.cells['1 FRAME-1.1']).toMatchObject({ verdict: 'pass' });
});
