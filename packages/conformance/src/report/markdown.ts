// The envelopes as Markdown: what a CI job shows as its summary.
import type { LeftOut } from '../collection.ts';
import type { CaseResult, Envelope } from '../envelope.ts';
import { readClauses } from './clause-text.ts';
import { isMiss, overviewOf } from './overview.ts';

const FAILURES_SHOWN = 50;

/** A table of the servers, then what failed, each with its clause and the line that shows it again. */
export function toMarkdown(envelopes: readonly Envelope[], leftOut: readonly LeftOut[] = []): string {
  const rows = overviewOf(envelopes).map(({ target, status, standing, counts, flaky, seconds, profiles }) => [
    cell(target),
    `${status === 0 ? '✅' : status === 1 ? '❌' : '⚠️'} ${standing}`,
    profiles,
    counts.pass,
    counts.weak,
    counts.fail + counts['unexpected-pass'] + counts['harness-error'],
    counts['expected-fail'],
    counts['n/a'],
    counts['could-not-run'],
    flaky,
    seconds,
  ]);
  const absent = leftOut.map(({ target, reason }) => [
    cell(target),
    `⚠️ ${cell(reason)}`,
    ...Array(9).fill(''),
  ]);
  const head = [
    'server',
    'verdict',
    'profiles',
    'pass',
    'weak',
    'fail',
    'expected',
    'n/a',
    'not run',
    'flaky',
    's',
  ];
  const missed = envelopes.flatMap((envelope) =>
    envelope.results.filter(isMiss).map((result) => ({ result, target: envelope.server.target })),
  );
  const cut = missed.length - FAILURES_SHOWN;
  return [
    '## Hubbub conformance',
    '',
    row(head),
    row(head.map((_, index) => (index < 3 ? '---' : '--:'))),
    ...[...rows, ...absent].map(row),
    '',
    ...envelopes.flatMap((envelope) =>
      envelope.staleExpectations.map(
        ({ case: id, why }) => `- ${envelope.server.target}: stale expectation ${code(id)}: ${why}`,
      ),
    ),
    ...missed.slice(0, FAILURES_SHOWN).map(({ result, target }) => failure(result, target)),
    ...(cut > 0 ? [`… and ${cut} more`, ''] : []),
  ].join('\n');
}

function failure(result: CaseResult, target: string): string {
  const { id, binding, title, failure: seen, reason, reproduce, flaky } = result;
  const clause = seen?.clause ?? result.clause;
  const rows = [
    seen === undefined ? undefined : `- expected ${code(seen.expected)}`,
    seen === undefined ? undefined : `- seen ${code(seen.seen)}`,
    reason === undefined ? undefined : `- ${cell(reason)}`,
    reproduce === undefined ? undefined : `- again: ${code(reproduce)}`,
  ];
  return [
    `### ${cell(target)}: ${id} over ${binding}${flaky ? ' (flaky)' : ''}`,
    '',
    `${cell(title)}`,
    '',
    `> **${clause}** ${cell(readClauses().get(clause)?.text ?? '')}`,
    '',
    ...rows.filter((line) => line !== undefined),
    '',
  ].join('\n');
}

const row = (cells: readonly unknown[]): string => `| ${cells.join(' | ')} |`;
const cell = (text: string): string =>
  text.replace(/[|<>&]/g, (char) => `&#${char.charCodeAt(0)};`).replace(/\s+/g, ' ');

/** An inline code span whose fence is longer than any run of backticks inside. */
function code(text: string): string {
  const plain = text.replace(/\s+/g, ' ').slice(0, 600);
  const longest = Math.max(0, ...[...plain.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence} ${plain} ${fence}`;
}
