// Verdicts, expectations and exit statuses, as pure functions over results.
import { expect, test } from 'vitest';
import type { CaseResult, Envelope, Verdict } from '../src/envelope.ts';
import { applyExpectations, countVerdicts, exitStatusOf } from '../src/runner/verdict.ts';
import { envelopeOf, resultOf } from './made-up.ts';

const verdicts = (results: readonly CaseResult[]): Verdict[] => results.map(({ verdict }) => verdict);
const expectation = { case: 'FRAME-1.1', reason: 'known' };

test('a failing case that is expected to fail is an expected failure, wherever it passes', () => {
  const results = [resultOf({ verdict: 'fail' }), resultOf({ binding: 'websocket' })];
  expect(verdicts(applyExpectations(results, [expectation]))).toEqual(['expected-fail', 'pass']);
});

test('a missed SHOULD that is expected is an expected failure too', () => {
  expect(verdicts(applyExpectations([resultOf({ verdict: 'weak' })], [expectation]))).toEqual([
    'expected-fail',
  ]);
});

test('a case that passes everywhere although it is expected to fail is an unexpected pass', () => {
  const results = [resultOf({}), resultOf({ binding: 'websocket' })];
  expect(verdicts(applyExpectations(results, [expectation]))).toEqual(['unexpected-pass', 'unexpected-pass']);
});

test('an expectation does not touch other cases and other verdicts', () => {
  const results = [
    resultOf({ id: 'FRAME-2.1', verdict: 'fail' }),
    resultOf({ verdict: 'could-not-run' }),
    resultOf({ verdict: 'n/a' }),
  ];
  expect(verdicts(applyExpectations(results, [expectation]))).toEqual(['fail', 'could-not-run', 'n/a']);
});

const statuses: [what: string, envelope: Envelope, status: number][] = [
  ['all pass', envelopeOf([resultOf({})]), 0],
  ['a missed SHOULD', envelopeOf([resultOf({}), resultOf({ verdict: 'weak' })]), 0],
  ['an expected failure', envelopeOf([resultOf({ verdict: 'expected-fail' })]), 0],
  ['a failed MUST', envelopeOf([resultOf({}), resultOf({ verdict: 'fail' })]), 1],
  ['an unexpected pass', envelopeOf([resultOf({ verdict: 'unexpected-pass' })]), 1],
  ['a stale expectation', { ...envelopeOf([resultOf({})]), staleExpectations: ['X-1.1'] }, 1],
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
