// A server's known failures held against what came: expected failures, unexpected passes, and expectations that say
// nothing true any more. Pure functions over results.
import type { Expectation } from '@hubbub/protocol';
import type { CaseResult, StaleExpectation, Verdict } from '../envelope.ts';
import { withoutChance } from './names.ts';

const isMissed = (verdict: Verdict): boolean => verdict === 'fail' || verdict === 'weak';

/** How a failure is told where it is expected: without names and times, which differ from run to run. */
export function messageOf({ failure }: Pick<CaseResult, 'failure'>): string {
  return withoutChance(`expected ${failure?.expected}; seen: ${failure?.seen}`);
}

/**
 * A failing case that is expected to fail so is `expected-fail`; one that fails otherwise stays what it is; one that
 * passes wherever it ran is `unexpected-pass`, so that expectations go when they are no longer true.
 */
export function applyExpectations(
  results: readonly CaseResult[],
  expectations: readonly Expectation[],
): CaseResult[] {
  const known = new Map(expectations.map((expectation) => [expectation.case, expectation]));
  const missed = new Set(results.flatMap(({ id, verdict }) => (isMissed(verdict) ? [id] : [])));
  return results.map((result) => {
    const expectation = known.get(result.id);
    if (expectation === undefined) return result;
    const { reason, message } = expectation;
    if (isMissed(result.verdict)) {
      return messageOf(result).startsWith(message)
        ? { ...result, verdict: 'expected-fail', reason }
        : { ...result, reason: `it fails otherwise than expected, which is: ${message}` };
    }
    if (result.verdict !== 'pass' || missed.has(result.id)) return result;
    return { ...result, verdict: 'unexpected-pass', reason };
  });
}

/** What the expectations are held against. */
export interface ExpectationFacts {
  /** The ids of every case that there is. */
  readonly caseIds: ReadonlySet<string>;
  readonly results: readonly CaseResult[];
  /** Whether every case that the server could be asked was run. */
  readonly isFull: boolean;
  /** `YYYY-MM-DD`. */
  readonly today: string;
}

/** The expectations that have to go. */
export function staleExpectations(
  expectations: readonly Expectation[],
  { caseIds, results, isFull, today }: ExpectationFacts,
): StaleExpectation[] {
  const judged = new Set(results.flatMap(({ id, verdict }) => (verdict === 'n/a' ? [] : [id])));
  const seen = new Set<string>();
  return expectations.flatMap(({ case: id, until }) => {
    const isAgain = seen.has(id);
    seen.add(id);
    if (!caseIds.has(id)) return [{ case: id, why: 'no case is called so' }];
    if (isAgain) return [{ case: id, why: 'it is given twice' }];
    if (until < today) return [{ case: id, why: `it ended on ${until}` }];
    return isFull && !judged.has(id) ? [{ case: id, why: 'the case does not apply to this server' }] : [];
  });
}
