// The parts of the Markdown that are figures or lists of what the repository holds. They stand between
// `<!-- generated:name -->` and `<!-- /generated -->`; `pnpm generate` writes them, a check compares them.
import { dirname } from 'node:path/posix';
import { entrantPaths } from '../entrant-paths.ts';
import { SERVER_FIGURES, serverFigures } from '../figures/server-figures.ts';
import type { Repository } from '../repository.ts';

const BLOCK = /(<!-- generated:([a-z-]+) -->\n)([\s\S]*?)(<!-- \/generated -->)/g;

/** The blocks by name. */
const BLOCKS: Readonly<Record<string, (repository: Repository, path: string) => string>> = {
  figures: (repository, path) => table(SERVER_FIGURES, serverFigures(repository, path)),
  workspaces: ({ workspaces }) =>
    table(
      ['folder', 'tag', 'what it is'],
      workspaces.map(({ folder, manifest, tags }) => [
        `[${folder}](${folder})`,
        tags.join(', '),
        manifest.description ?? '',
      ]),
    ),
  servers: (repository) =>
    table(
      ['server', 'layer', 'style', 'bindings', 'fan-out (the first is the default)'],
      entrantPaths(repository).map((path) => {
        const entrant = JSON.parse(repository.read(path) ?? '') as Record<'id' | 'layer' | 'style', string> &
          Record<'bindings' | 'fanout', string[]>;
        const { id, layer, style, bindings, fanout } = entrant;
        const cells = [layer, style, bindings.join(', '), fanout.join(', ')];
        return [`[${id}](${dirname(path)})`, ...cells];
      }),
    ),
};

/**
 * Renders every block of the Markdown text of a file (its path relative to the root) anew.
 * @throws Error for a block whose name is not in the table.
 */
export function renderBlocks(markdown: string, repository: Repository, path: string): string {
  return markdown.replace(BLOCK, (_, open: string, name: string, __, close: string) => {
    const render = BLOCKS[name];
    if (render === undefined) throw new Error(`no generated block is called "${name}"`);
    return `${open}${render(repository, path)}\n${close}`;
  });
}

/** A table with aligned columns, as the formatter wants it. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
