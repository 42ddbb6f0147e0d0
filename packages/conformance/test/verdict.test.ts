// Verdicts and exit statuses, as pure functions over results.
import { expect, test } from 'vitest';
import type { Envelope } from '../src/envelope.ts';
import { countVerdicts, exitStatusOf, exitStatusOfAll } from '../src/runner/verdict.ts';
import { envelopeOf, resultOf } from './made-up.ts';

const statuses: [what: string, envelope: Envelope, status: number][] = [
  ['all pass', envelopeOf([resultOf({})]), 0],
  ['a missed SHOULD', envelopeOf([resultOf({}), resultOf({ verdict: 'weak' })]), 0],
  ['an expected failure', envelopeOf([resultOf({ verdict: 'expected-fail' })]), 0],
  ['a failed MUST', envelopeOf([resultOf({}), resultOf({ verdict: 'fail' })]), 1],
  ['an unexpected pass', envelopeOf([resultOf({ verdict: 'unexpected-pass' })]), 1],
  [
    'a stale expectation',
    { ...envelopeOf([resultOf({})]), staleExpectations: [{ case: 'X-1.1', why: 'gone' }] },
    1,
  ],
  [
    'a fault of the suite beside a failure',
    envelopeOf([resultOf({ verdict: 'fail' }), resultOf({ verdict: 'harness-error' })]),
    2,
  ],
  ['nothing ran', envelopeOf([]), 2],
  ['nothing applied', envelopeOf([resultOf({ verdict: 'n/a' })]), 2],
  ['something could not run', envelopeOf([resultOf({}), resultOf({ verdict: 'could-not-run' })]), 3],
  ['cut short', envelopeOf([resultOf({})], true), 3],
];

test.for(statuses)('exit status where %s', ([, envelope, status]) => {
  expect(exitStatusOf(envelope)).toBe(status);
});

test('every verdict is counted, also those that did not come', () => {
  const counts = countVerdicts([resultOf({}), resultOf({}), resultOf({ verdict: 'weak' })]);
  expect(counts).toMatchObject({ pass: 2, weak: 1, fail: 0, 'harness-error': 0 });
});

test('of several servers the gravest status counts, and one that was left out is never a pass', () => {
  const good = envelopeOf([resultOf({})]);
  const failed = envelopeOf([resultOf({ verdict: 'fail' })]);
  const faulty = envelopeOf([resultOf({ verdict: 'harness-error' })]);
  const undone = envelopeOf([resultOf({ verdict: 'could-not-run' })]);
  expect(exitStatusOfAll([good, good])).toBe(0);
  expect(exitStatusOfAll([good, failed, undone])).toBe(1);
  expect(exitStatusOfAll([failed, faulty])).toBe(2);
  expect(exitStatusOfAll([good, undone])).toBe(3);
  expect(exitStatusOfAll([good], [{ target: 'other', reason: 'it needs something' }])).toBe(3);
  expect(exitStatusOfAll([])).toBe(2);
});
