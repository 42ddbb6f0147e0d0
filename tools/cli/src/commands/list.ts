// `hubbub list`: the servers that there are, and what each still needs.
import { missingRequirements } from '@hubbub/conformance';
import { defineCommand } from '../command.ts';
import { findEntrants } from '../entrants.ts';
import { type Host, printLine } from '../host.ts';

/** See the table in hubbub.ts. */
export const list = defineCommand({
  args: {
    json: {
      type: 'boolean',
      description: 'every declaration as JSON, with its folder',
    },
    dir: { type: 'string', valueHint: 'folder', description: 'where to look for servers instead' },
  },
  run({ json, dir }, host) {
    const found = findEntrants(host, dir);
    const rows = found.entrants.map(({ entrant, folder }) => ({
      ...entrant,
      folder,
      missing: missingRequirements({ entrant, folder }),
    }));
    if (json) {
      printLine(host, JSON.stringify(rows, null, 2));
    } else {
      printTable(
        host,
        ['SERVER', 'BINDINGS', 'FAN-OUT', 'LAYER', 'STYLE', ''],
        rows.map(({ id, bindings, fanout, layer, style, missing }) => {
          const state =
            missing.length === 0 ? 'ready' : `needs ${missing.map(({ what }) => what).join(', ')}`;
          return [id, bindings.join(', '), fanout.join(', '), layer, style, state];
        }),
      );
      for (const { id, missing } of rows) {
        for (const { what, install } of missing) printLine(host, `${id} needs ${what}: ${install}`);
      }
    }
    for (const fault of found.faults) host.errorOutput.write(`hubbub: ${fault}\n`);
    return found.faults.length === 0 ? 0 : 2;
  },
});

function printTable(host: Host, head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => (row[column] ?? '').length)),
  );
  const pad = (row: readonly string[]): string[] =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
  printLine(host, host.colors.dim(pad(head).join('  ').trimEnd()));
  for (const row of rows) {
    const [name = '', ...others] = pad(row);
    printLine(host, [host.colors.bold(name), ...others].join('  ').trimEnd());
  }
}
