// The envelope for a person at a terminal: one line a result, failures with all that is needed to understand them, a
// summary. Plain text; colours are the command's concern.
import type { CaseResult, Envelope } from '../envelope.ts';
import { exitStatusOf, VERDICTS } from '../runner/verdict.ts';
import { readClauses } from './clause-text.ts';
import { isMiss } from './overview.ts';

const WIRE_LINES = 24;
const SIGN = {
  pass: 'ok  ',
  weak: 'weak',
  fail: 'FAIL',
  'n/a': 'n/a ',
  'could-not-run': '????',
  'expected-fail': 'xfail',
  'unexpected-pass': 'XPASS',
  'harness-error': 'ERROR',
} as const;

/** One line for one result. */
export function formatResult({ verdict, id, binding, title, ms, flaky }: CaseResult): string {
  return `${SIGN[verdict]} ${id.padEnd(11)} ${binding.padEnd(9)} ${title} (${Math.round(ms)} ms)${flaky ? ' [flaky]' : ''}`;
}

/**
 * What went wrong, one block a result: clause and its text, expected, seen, the end of the wire log (or the path that
 * `wirePath` gives), and the line that runs it again.
 */
export function formatFailures(
  envelope: Envelope,
  wirePath?: (result: CaseResult) => string | undefined,
): string {
  return envelope.results
    .filter((result) => isMiss(result) || result.verdict === 'weak')
    .map((result) => formatFailure(result, wirePath?.(result)))
    .join('\n');
}

function formatFailure(result: CaseResult, wirePath: string | undefined): string {
  const { failure, wire = [] } = result;
  const clause = failure?.clause ?? result.clause;
  const text = readClauses().get(clause)?.text;
  const shownWire = wire.slice(-WIRE_LINES);
  const rows: (string | undefined)[] = [
    formatResult(result),
    `  clause    ${clause}${text === undefined ? '' : `: ${text}`}`,
    result.reason && `  reason    ${result.reason}`,
    failure?.sent && `  sent      ${failure.sent}`,
    failure && `  expected  ${failure.expected}`,
    failure && `  seen      ${failure.seen}`,
    failure?.atMs === undefined ? undefined : `  when      ${failure.atMs} ms after the case began`,
    failure?.stack && `  stack     ${failure.stack.split('\n').slice(0, 6).join('\n            ')}`,
    failure?.stderr && `  stderr    ${failure.stderr.trim().split('\n').slice(-6).join('\n            ')}`,
    result.reproduce && `  again     ${result.reproduce}`,
    wirePath === undefined ? undefined : `  wire log  ${wirePath}`,
    ...(wirePath === undefined ? shownWire.map(formatWireLine) : []),
  ];
  return `${rows.filter(Boolean).join('\n')}\n`;
}

/** One line of a wire log. */
function formatWireLine({ atMs, peer, direction, text }: NonNullable<CaseResult['wire']>[number]): string {
  return `  ${atMs.toFixed(1).padStart(8)} ${peer.padEnd(10)} ${direction} ${text}`;
}

/** What the run came to, in a few lines. */
export function formatSummary(envelope: Envelope): string {
  const { counts, run, server, results, staleExpectations, falseClaims } = envelope;
  const told = VERDICTS.flatMap((verdict) => (counts[verdict] > 0 ? [`${counts[verdict]} ${verdict}`] : []));
  const reasons = new Set(
    results.flatMap(({ verdict, reason }) => (verdict === 'could-not-run' ? [reason] : [])),
  );
  const word = ['conformant', 'not conformant', 'no verdict', 'incomplete'][exitStatusOf(envelope)];
  const rows = [
    `${server.target}: ${word} (${run.profile}): ${told.join(' · ') || 'nothing ran'} in ${(run.ms / 1000).toFixed(1)} s, seed ${run.seed}`,
    ...[...reasons].map((reason) => `could not run: ${reason}`),
    ...staleExpectations.map(({ case: id, why }) => `stale expectation ${id}: ${why}`),
    ...falseClaims.map((feature) => `false claim: feature ${feature} is declared, and a MUST of it fails`),
  ];
  return rows.join('\n');
}
