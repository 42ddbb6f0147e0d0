// The comparison for a terminal: plain text, no colours, columns aligned, as many of them as fit.

import type { Results } from '../results/schema.ts';
import { aligned } from './aligned.ts';
import { type SideTable, sideTables } from './side-tables.ts';
import { COLUMNS, type Column, factsOf, type ScenarioTable, tablesOf } from './table-model.ts';

const GAP = '  ';
/** Which columns give way first where the terminal is narrow. The other reports have all. */
const GIVE_WAY = [
  'deliveries/write',
  'p99.9 ms',
  'user + sys',
  'conformance',
  'p50 ms',
  'KB/conn',
  'lost/rep/ooo/corrupt',
  '95 %',
  'delivered/s',
];

/**
 * The tables of a comparison as text, with what stands against each row beneath. Ends with a newline.
 * Columns that do not fit into `maxWidth` characters are left out, and named at the end.
 */
export function formatTable(results: Results, maxWidth = Number.POSITIVE_INFINITY): string {
  const tables = tablesOf(results);
  const leftOut = columnsTooMany(tables, maxWidth);
  const lines = tables.flatMap((table) => [
    `${table.id} · ${table.title}`,
    ...tableLines(table, leftOut),
    '',
    ...table.notes.map(({ isFatal, text }) => `${isFatal ? '✗' : '!'} ${text}`),
    ...(table.notes.length > 0 ? [''] : []),
    ...sideTables(results, table.id).flatMap(sideLines),
  ]);
  lines.push(...factsOf(results), '* the server’s default fan-out mode');
  if (leftOut.size > 0) lines.push(`Left out for want of width: ${[...leftOut].join(', ')}.`);
  return `${lines.join('\n')}\n`;
}

function sideLines({ title, says, heads, rows }: SideTable): string[] {
  return [
    `${title}: ${says}`,
    ...aligned(
      [heads, ...rows],
      heads.map(() => 'left'),
    ),
    '',
  ];
}

/** The cells of one column, its head first. */
const cellsOf = ({ rows }: ScenarioTable, column: Column): string[] => {
  const index = COLUMNS.indexOf(column);
  return [column.head, ...rows.map(({ cells }) => cells[index] ?? '')];
};

const widthOf = (cells: readonly string[]): number => Math.max(...cells.map(({ length }) => length));

function tableLines(table: ScenarioTable, leftOut: ReadonlySet<string>): string[] {
  const shown = COLUMNS.filter(({ head }) => !leftOut.has(head));
  const columns = shown.map((column) => cellsOf(table, column));
  const lines = Array.from({ length: table.rows.length + 1 }, (_, i) =>
    columns.map((cells) => cells[i] ?? ''),
  );
  return aligned(
    lines,
    shown.map(({ align }) => align),
  );
}

function columnsTooMany(tables: readonly ScenarioTable[], maxWidth: number): Set<string> {
  const leftOut = new Set<string>();
  const total = (): number => {
    const shown = COLUMNS.filter(({ head }) => !leftOut.has(head));
    const widths = shown.map((column) => Math.max(...tables.map((table) => widthOf(cellsOf(table, column)))));
    return widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length);
  };
  for (const head of GIVE_WAY) {
    if (total() <= maxWidth) break;
    leftOut.add(head);
  }
  return leftOut;
}
