// From outcomes to verdicts: levels, expectations, counts and the exit status. Pure functions over results.
import type { Entrant } from '@hubbub/protocol';
import type { CaseResult, Envelope, Verdict } from '../envelope.ts';

/** Every verdict, in the order of reports. */
export const VERDICTS: readonly Verdict[] = [
  'pass',
  'weak',
  'fail',
  'n/a',
  'could-not-run',
  'expected-fail',
  'unexpected-pass',
  'harness-error',
];

/**
 * Applies a server's expectations: a failing case that is expected to fail is `expected-fail`; one that passes
 * wherever it ran is `unexpected-pass`, so that stale expectations cannot stay.
 */
export function applyExpectations(
  results: readonly CaseResult[],
  expectations: Entrant['expectations'],
): CaseResult[] {
  const reasons = new Map(expectations.map(({ case: id, reason }) => [id, reason]));
  const failing = new Set(results.flatMap(({ id, verdict }) => (isMiss(verdict) ? [id] : [])));
  return results.map((result) => {
    const reason = reasons.get(result.id);
    if (reason === undefined) return result;
    if (isMiss(result.verdict)) return { ...result, verdict: 'expected-fail', reason };
    if (result.verdict !== 'pass' || failing.has(result.id)) return result;
    return { ...result, verdict: 'unexpected-pass', reason };
  });
}

const isMiss = (verdict: Verdict): boolean => verdict === 'fail' || verdict === 'weak';

/** How often each verdict came. */
export function countVerdicts(results: readonly CaseResult[]): Record<Verdict, number> {
  const counts = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  for (const { verdict } of results) counts[verdict]++;
  return counts;
}

/** What a command that ran the suite exits with. */
export type ExitStatus = 0 | 1 | 2 | 3;

/**
 * 0 conformant · 1 not (a failed MUST, an unexpected pass, a stale expectation) · 2 a fault of the suite, or no case
 * ran · 3 incomplete (a case could not run, or the run was cut short).
 */
export function exitStatusOf(envelope: Envelope): ExitStatus {
  const { counts, staleExpectations, run } = envelope;
  const judged =
    counts.pass + counts.weak + counts.fail + counts['expected-fail'] + counts['unexpected-pass'];
  if (counts['harness-error'] > 0) return 2;
  if (counts.fail + counts['unexpected-pass'] + staleExpectations.length > 0) return 1;
  if (run.aborted || counts['could-not-run'] > 0) return 3;
  return judged === 0 ? 2 : 0;
}
