// What all servers came to, as a table for a terminal.
import type { LeftOut } from '../collection.ts';
import type { Envelope } from '../envelope.ts';
import { overviewOf } from './overview.ts';

/** Paints a text; the identity where there are no colours. */
export type Paint = (text: string) => string;

/** The colours that the table uses. */
export interface TablePaints {
  readonly good: Paint;
  readonly bad: Paint;
  readonly doubtful: Paint;
  readonly quiet: Paint;
}

const NO_PAINTS: TablePaints = { good: String, bad: String, doubtful: String, quiet: String };
const HEAD = ['SERVER', 'VERDICT', 'PASS', 'WEAK', 'FAIL', 'XFAIL', 'N/A', 'NOT RUN', 'FLAKY', 'TIME'];

/** One row a server, in their order; what was left out comes last with its reason. */
export function formatOverview(
  envelopes: readonly Envelope[],
  leftOut: readonly LeftOut[] = [],
  paints: TablePaints = NO_PAINTS,
): string {
  const rows = overviewOf(envelopes).map(({ target, status, standing, counts, flaky, seconds }) => ({
    paint: [paints.good, paints.bad, paints.doubtful, paints.doubtful][status] ?? String,
    cells: [
      target,
      standing,
      ...[
        counts.pass,
        counts.weak,
        counts.fail + counts['unexpected-pass'] + counts['harness-error'],
        counts['expected-fail'],
        counts['n/a'],
        counts['could-not-run'],
        flaky,
      ].map((count) => (count === 0 ? '-' : String(count))),
      `${seconds} s`,
    ],
  }));
  const all = [HEAD, ...rows.map(({ cells }) => cells), ...leftOut.map(({ target }) => [target])];
  const widths = HEAD.map((_, column) => Math.max(...all.map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[], paint: Paint = String): string =>
    cells
      .map((cell, column) => {
        const text = column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
        return column === 1 ? paint(text) : text;
      })
      .join('  ')
      .trimEnd();
  return [
    paints.quiet(line(HEAD)),
    ...rows.map(({ cells, paint }) => line(cells, paint)),
    ...leftOut.map(
      ({ target, reason }) => `${target.padEnd(widths[0] ?? 0)}  ${paints.doubtful('not run')}: ${reason}`,
    ),
    '',
  ].join('\n');
}
