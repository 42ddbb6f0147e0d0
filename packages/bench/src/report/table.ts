// The comparison for a terminal: plain text, no colours, columns aligned.
import type { Results } from '../results/schema.ts';
import { COLUMNS, factsOf, tablesOf } from './table-model.ts';

/** The tables of a comparison as text, with what stands against each row beneath. Ends with a newline. */
export function formatTable(results: Results): string {
  const lines: string[] = [];
  for (const { id, title, rows, notes } of tablesOf(results)) {
    const cells = [COLUMNS.map(({ head }) => head), ...rows.map((row) => row.cells)];
    const widths = COLUMNS.map((_, i) => Math.max(...cells.map((row) => row[i]?.length ?? 0)));
    const line = (row: readonly string[]) =>
      COLUMNS.map(({ align }, i) => {
        const width = widths[i] ?? 0;
        return align === 'left' ? (row[i] ?? '').padEnd(width) : (row[i] ?? '').padStart(width);
      })
        .join('  ')
        .trimEnd();
    lines.push(`${id} · ${title}`, ...cells.map(line), '');
    for (const { isFatal, text } of notes) lines.push(`${isFatal ? '✗' : '!'} ${text}`);
    if (notes.length > 0) lines.push('');
  }
  lines.push(...factsOf(results), '* the server’s default fan-out mode');
  return `${lines.join('\n')}\n`;
}
