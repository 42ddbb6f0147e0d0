// How figures are written, the same in every report: few digits, thin spaces in thousands, a dash for what is not there.
import { BINDINGS } from '@hubbub/protocol';
import type { MetricKey } from '../results/metrics.ts';
import type { Row } from '../results/schema.ts';

/** Stands for what was not measured. */
export const ABSENT = '–';

/** A number with about three significant digits and grouped thousands. */
export function number(value: number): string {
  const size = Math.abs(value);
  if (size >= 1_000) {
    return Math.round(value)
      .toString()
      .replace(/\B(?=(\d{3})+$)/g, '\u202f');
  }
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

/** The place of a row by one figure: `1`, `2–4` where the claims leave that open, a dash where it is not ranked. */
export function place({ ranks }: Row, metric: MetricKey = 'cpu'): string {
  const rank = ranks[metric];
  if (rank === undefined) return ABSENT;
  return rank.best === rank.worst ? `${rank.best}` : `${rank.best}–${rank.worst}`;
}

/** A row's name in every report: its server and its mode. */
export function rowName(row: Row): string {
  return `${row.server} ${row.mode}`;
}

/** The rows of one scenario: by binding, ranked ones by place and cost, then the others. */
export function rowsOf(rows: readonly Row[], scenario: string): Row[] {
  const cost = (row: Row) => row.figures?.cpuMicrosPerDelivery.median ?? Number.POSITIVE_INFINITY;
  const isRanked = (row: Row) => (row.ranks.cpu === undefined ? 1 : 0);
  const order = (row: Row) => BINDINGS.indexOf(row.binding);
  return rows
    .filter((row) => row.scenario === scenario)
    .sort((a, b) => order(a) - order(b) || isRanked(a) - isRanked(b) || compare(cost(a), cost(b)));
}

/** Infinities are equal. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
