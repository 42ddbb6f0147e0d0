// From outcomes to verdicts: levels, expectations, counts and the exit status. Pure functions over results.
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

/** Of several runs: the gravest, where a fault of the suite hides all else and a server left out makes it incomplete. */
export function exitStatusOfAll(
  envelopes: readonly Envelope[],
  leftOut: readonly unknown[] = [],
): ExitStatus {
  const statuses = new Set(envelopes.map(exitStatusOf));
  if (envelopes.length === 0 || statuses.has(2)) return 2;
  if (statuses.has(1)) return 1;
  return statuses.has(3) || leftOut.length > 0 ? 3 : 0;
}
