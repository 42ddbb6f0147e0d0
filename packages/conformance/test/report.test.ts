// What people and CI systems read: the console's text and JUnit XML.
import { expect, test } from 'vitest';
import { formatFailures, formatResult, formatSummary } from '../src/report/console.ts';
import { toJUnit } from '../src/report/junit.ts';
import { envelopeOf, resultOf } from './made-up.ts';

const failed = resultOf({
  verdict: 'fail',
  failure: {
    clause: 'FRAME-1',
    expected: 'a <thing>',
    seen: 'another & "more"\u0001',
    sent: 'by alice at 1.5 ms: {"type":"bye"} (14 bytes: 7b2274)',
    atMs: 12.4,
    stderr: 'oops\n',
  },
  reproduce: 'pnpm hubbub conform some --case FRAME-1.1 --binding lines --seed 7',
  wire: [{ atMs: 1.5, peer: 'alice', direction: '>', text: '{"type":"ping"}' }],
});

test('a failure shows the clause with its text, expected, seen, stderr, the wire and the line that runs it again', () => {
  const text = formatFailures(envelopeOf([resultOf({}), failed]));
  expect(text).toContain('FAIL FRAME-1.1');
  expect(text).toContain('clause    FRAME-1: A receiver MUST ignore members that it does not know.');
  expect(text).toContain('sent      by alice at 1.5 ms: {"type":"bye"} (14 bytes: 7b2274)');
  expect(text).toContain('when      12.4 ms after the case began');
  expect(text).toContain('expected  a <thing>');
  expect(text).toContain('seen      another & "more"');
  expect(text).toContain('stderr    oops');
  expect(text).toContain('again     pnpm hubbub conform some --case FRAME-1.1 --binding lines --seed 7');
  expect(text).toContain('1.5 alice      > {"type":"ping"}');
});

test('where the wire log is in a file, its path stands in place of it', () => {
  const text = formatFailures(envelopeOf([failed]), () => '/logs/FRAME-1.1.txt');
  expect(text).toContain('wire log  /logs/FRAME-1.1.txt');
  expect(text).not.toContain('"type":"ping"');
});

test('passed cases are not told as failures', () => {
  expect(formatFailures(envelopeOf([resultOf({}), resultOf({ verdict: 'n/a', reason: 'x' })]))).toBe('');
});

test('a flaky failure is labelled and stays a failure', () => {
  expect(formatResult({ ...failed, flaky: true })).toMatch(/^FAIL .*\[flaky\]$/);
});

test('the summary says what it came to, what could not run and why, and what is stale', () => {
  const unable = resultOf({ verdict: 'could-not-run', reason: 'no process' });
  const text = formatSummary({
    ...envelopeOf([resultOf({}), unable]),
    staleExpectations: [{ case: 'X-1.1', why: 'no case is called so' }],
    falseClaims: ['history'],
  });
  expect(text).toContain('some: not conformant (core): 1 pass · 1 could-not-run in 1.5 s, seed 7');
  expect(text).toContain('could not run: no process');
  expect(text).toContain('stale expectation X-1.1: no case is called so');
  expect(text).toContain('false claim: feature history');
});

test('JUnit counts, escapes and leaves out what XML cannot hold', () => {
  const xml = toJUnit([
    envelopeOf([
      resultOf({}),
      failed,
      resultOf({ verdict: 'could-not-run', reason: 'no <process>' }),
      resultOf({ verdict: 'harness-error' }),
    ]),
  ]);
  expect(xml).toContain('tests="4" failures="1" errors="1" skipped="1" time="1.500"');
  expect(xml).toContain(
    '<failure message="expected a &#60;thing&#62;; seen: another &#38; &#34;more&#34;\uFFFD" type="FRAME-1">',
  );
  expect(xml).toContain('<skipped message="could-not-run: no &#60;process&#62;"/>');
  expect(xml).toContain(
    '<testcase classname="FRAME-1.lines" name="FRAME-1.1 MUST ignore members that it does not know" time="0.012"/>',
  );
});
