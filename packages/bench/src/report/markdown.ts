// The comparison as Markdown, for a README or a summary in CI.
import type { Results } from '../results/schema.ts';
import { sideTables } from './side-tables.ts';
import { COLUMNS, factsOf, tablesOf } from './table-model.ts';

const escaped = (text: string) => text.replace(/[\\|<>*_`[\]]/g, '\\$&').replaceAll('\n', ' ');

/** The tables of a comparison as Markdown. Ends with a newline. */
export function toMarkdown(results: Results): string {
  const row = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`;
  const parts = tablesOf(results).flatMap(({ id, title, rows, notes }) => [
    `### ${escaped(id)}\n\n${escaped(title)}.`,
    [
      row(COLUMNS.map(({ head }) => head)),
      `| ${COLUMNS.map(({ align }) => (align === 'left' ? ':--' : '--:')).join(' | ')} |`,
      ...rows.map(({ cells }) => row(cells)),
    ].join('\n'),
    ...(notes.length === 0
      ? []
      : [notes.map(({ isFatal, text }) => `- ${isFatal ? '**✗**' : '!'} ${escaped(text)}`).join('\n')]),
    ...sideTables(results, id).map(({ title, says, heads, rows: pairs }) =>
      [
        `**${escaped(title)}**: ${escaped(says)}.\n`,
        row(heads),
        `| ${heads.map(() => ':--').join(' | ')} |`,
        ...pairs.map(row),
      ].join('\n'),
    ),
  ]);
  return `${[...parts, factsOf(results).map(escaped).join('  \n'), '\\* the server’s default fan-out mode'].join('\n\n')}\n`;
}
