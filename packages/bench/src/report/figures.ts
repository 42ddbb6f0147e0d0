// How figures are written, the same in every report: few digits, thin spaces in thousands, a dash for what is not there.
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

/** The rank of a row: `1`, `2=` where others share the band, a dash where it is not ranked. */
export function rank(row: Row, rows: readonly Row[]): string {
  if (row.band === null) return ABSENT;
  const place = 1 + rows.filter(({ band }) => band !== null && band < (row.band ?? 0)).length;
  const isTied = rows.some((other) => other !== row && other.band === row.band);
  return `${place}${isTied ? '=' : ''}`;
}

/** A row's name in every report: its server and its mode. */
export function rowName(row: Row): string {
  return `${row.server} ${row.mode}`;
}

/** The rows of one scenario: ranked ones by cost, then the others. */
export function rowsOf(rows: readonly Row[], scenario: string): Row[] {
  const cost = (row: Row) => row.figures?.cpuMicrosPerDelivery.median ?? Number.POSITIVE_INFINITY;
  const place = (row: Row) => row.band ?? Number.POSITIVE_INFINITY;
  return rows
    .filter((row) => row.scenario === scenario)
    .sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)) || cost(a) - cost(b));
}
