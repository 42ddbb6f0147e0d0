// What every server came to, as rows that the summary table, the Markdown and the page share.
import type { CaseResult, Envelope, Verdict } from '../envelope.ts';
import { type ExitStatus, exitStatusOf } from '../runner/verdict.ts';

/** The words for exit statuses, as reports tell them. */
const STANDING: Readonly<Record<ExitStatus, string>> = {
  0: 'conformant',
  1: 'NOT conformant',
  2: 'no verdict',
  3: 'incomplete',
};

/** A verdict as one sign; every report uses the same. */
export const SIGNS: Readonly<Record<Verdict, string>> = {
  pass: '✓',
  weak: '~',
  fail: '✗',
  'n/a': '·',
  'could-not-run': '?',
  'expected-fail': 'x',
  'unexpected-pass': '!',
  'harness-error': 'E',
};

/** From the least to the most in need of a look. */
export const BY_SEVERITY: readonly Verdict[] = [
  'pass',
  'n/a',
  'weak',
  'expected-fail',
  'could-not-run',
  'unexpected-pass',
  'fail',
  'harness-error',
];

/** How each verdict is explained to a reader. */
export const MEANINGS: Readonly<Record<Verdict, string>> = {
  pass: 'kept',
  weak: 'a SHOULD or MAY that is not kept',
  fail: 'a MUST broken',
  'n/a': 'the feature is not declared',
  'could-not-run': 'not judged',
  'expected-fail': 'broken, as the server says itself',
  'unexpected-pass': 'kept, though the server says it is not',
  'harness-error': 'a fault of the suite',
};

/** Verdicts that someone has to look at. */
export function isMiss({ verdict }: Pick<CaseResult, 'verdict'>): boolean {
  return verdict === 'fail' || verdict === 'unexpected-pass' || verdict === 'harness-error';
}

/** One server's row. */
export interface OverviewRow {
  readonly target: string;
  readonly status: ExitStatus;
  readonly standing: string;
  readonly counts: Envelope['counts'];
  readonly flaky: number;
  readonly seconds: string;
  readonly profiles: string;
}

/** The rows, in the order of the envelopes. */
export function overviewOf(envelopes: readonly Envelope[]): OverviewRow[] {
  return envelopes.map((envelope) => {
    const status = exitStatusOf(envelope);
    return {
      target: envelope.server.target,
      status,
      standing: STANDING[status],
      counts: envelope.counts,
      flaky: envelope.results.filter(({ flaky }) => flaky).length,
      seconds: (envelope.run.ms / 1000).toFixed(1),
      profiles: envelope.run.profiles?.join(' ') ?? envelope.run.profile,
    };
  });
}
