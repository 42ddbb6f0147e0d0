// A server's known failures: what they excuse, when they are stale, and what --fix makes of them.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Expectation } from '@hubbub/protocol';
import { expect, onTestFinished, test } from 'vitest';
import { fixExpectations, fixedExpectations } from '../src/command/fix-expectations.ts';
import { withMember } from '../src/command/json-member.ts';
import type { CaseResult, Envelope, Verdict } from '../src/envelope.ts';
import { applyExpectations, staleExpectations } from '../src/runner/expectations.ts';
import { freshName } from '../src/runner/names.ts';
import { entrantTarget } from '../src/targets/entrant.ts';
import { envelopeOf, resultOf } from './made-up.ts';

const expectation: Expectation = {
  case: 'FRAME-1.1',
  message: 'expected this; seen: that of <n> after <time>',
  reason: 'known',
  issue: 'https://example.org/1',
  until: '2026-06-30',
};
const failure = { clause: 'FRAME-1', expected: 'this', seen: `that of ${freshName('n')} after 17.3 ms` };
const failed = (changed: Partial<CaseResult> = {}): CaseResult =>
  resultOf({ verdict: 'fail', failure, ...changed });
const verdicts = (results: readonly CaseResult[]): Verdict[] => results.map(({ verdict }) => verdict);

test('a case that fails as expected is an expected failure, wherever it passes', () => {
  const results = [failed(), resultOf({ binding: 'websocket' })];
  expect(verdicts(applyExpectations(results, [expectation]))).toEqual(['expected-fail', 'pass']);
  expect(verdicts(applyExpectations([failed({ verdict: 'weak' })], [expectation]))).toEqual([
    'expected-fail',
  ]);
});

test('a case that fails otherwise than expected fails, and says so', () => {
  const other = failed({ failure: { ...failure, seen: 'something new' } });
  const [result] = applyExpectations([other], [expectation]);
  expect(result).toMatchObject({ verdict: 'fail', reason: expect.stringContaining(expectation.message) });
});

test('a case that passes everywhere although it is expected to fail is an unexpected pass', () => {
  const results = [resultOf({}), resultOf({ binding: 'websocket' })];
  expect(verdicts(applyExpectations(results, [expectation]))).toEqual(['unexpected-pass', 'unexpected-pass']);
});

test('an expectation does not touch other cases and other verdicts', () => {
  const results = [
    failed({ id: 'FRAME-2.1' }),
    resultOf({ verdict: 'could-not-run' }),
    resultOf({ verdict: 'n/a' }),
  ];
  expect(verdicts(applyExpectations(results, [expectation]))).toEqual(['fail', 'could-not-run', 'n/a']);
});

test('stale: an unknown case, past its end, given twice, or of a case that does not apply', () => {
  const facts = { caseIds: new Set(['FRAME-1.1']), results: [failed()], isFull: true, today: '2026-06-30' };
  expect(staleExpectations([expectation], facts)).toEqual([]);
  const reasons = (list: readonly Expectation[], changed: Partial<typeof facts> = {}): string[] =>
    staleExpectations(list, { ...facts, ...changed }).map(({ why }) => why);
  expect(reasons([{ ...expectation, case: 'X-1.1' }])).toEqual(['no case is called so']);
  expect(reasons([expectation], { today: '2026-07-01' })).toEqual(['it ended on 2026-06-30']);
  expect(reasons([expectation, expectation])).toEqual(['it is given twice']);
  const inapplicable = { results: [resultOf({ verdict: 'n/a' })] };
  expect(reasons([expectation], inapplicable)).toEqual(['the case does not apply to this server']);
  expect(reasons([expectation], { ...inapplicable, isFull: false })).toEqual([]);
});

test('--fix keeps what still fails, renews a changed message, drops what passes and adds what is new', () => {
  const now = (results: readonly CaseResult[]) => fixedExpectations([expectation], envelopeOf(results));
  expect(now([failed({ verdict: 'expected-fail' })])).toEqual([expectation]);
  expect(now([resultOf({ verdict: 'unexpected-pass' })])).toEqual([]);
  expect(now([failed({ failure: { ...failure, expected: 'more' } })])).toEqual([
    { ...expectation, message: 'expected more' },
  ]);
  const [, added] = now([failed({ verdict: 'expected-fail' }), failed({ id: 'FRAME-2.1' })]);
  expect(added).toMatchObject({ case: 'FRAME-2.1', message: 'expected this', until: '2026-01-31' });
});

test('--fix leaves one that is past its end for a person to decide', () => {
  const ended = { ...expectation, until: '2025-12-31' };
  expect(fixedExpectations([ended], envelopeOf([failed()]))).toEqual([ended]);
});

test('--fix writes entrant.json after a full run only, and changes nothing else in it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hubbub-fix-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'entrant.json');
  const head = '{"id":"some","title":"T","framework":"f","language":"l","runtime":"r","layer":"raw",';
  const rest =
    '"style":"threads","bindings":["lines"],"command":["node"],"features":[],"fanout":["each"],"backpressure":{"policy":"close","limit":"x"},"requires":[],"variants":[],\n  "expectations"  :';
  writeFileSync(file, `${head}${rest}[]}\n`);
  const target = entrantTarget(file);
  const full = envelopeOf([failed()]);
  const run = (changed: Partial<Envelope['run']>): Envelope => ({
    ...full,
    run: { ...full.run, ...changed },
  });
  expect(() => fixExpectations([target], [run({ profile: 'claimed', only: ['ROOM'] })])).toThrow(/full run/);
  expect(() => fixExpectations([target], [run({ profile: 'core' })])).toThrow(/full run/);
  expect(() => fixExpectations([target], [run({ profile: 'all', aborted: true })])).toThrow(/full run/);
  expect(fixExpectations([target], [run({ profile: 'claimed' })])).toEqual([
    'some: FRAME-1.1 is expected to fail; give the reason',
    `wrote ${file}`,
  ]);
  expect(readFileSync(file, 'utf8').startsWith(`${head}${rest}[\n    {\n      "case": "FRAME-1.1",`)).toBe(
    true,
  );
  expect(entrantTarget(file).expectations).toHaveLength(1);
});

test('a member is replaced in its text, whatever stands around it', () => {
  const text = '{ "a": {"b": [1, "]}"]}, "b" : [ {"c": "\\"}"} ] , "d": 1 }';
  expect(withMember(text, 'b', 2)).toBe('{ "a": {"b": [1, "]}"]}, "b" : 2 , "d": 1 }');
  expect(withMember(text, 'd', [])).toBe('{ "a": {"b": [1, "]}"]}, "b" : [ {"c": "\\"}"} ] , "d": []}');
  expect(() => withMember(text, 'c', 2)).toThrow(/no member/);
});
