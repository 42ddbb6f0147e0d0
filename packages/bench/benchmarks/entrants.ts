// Finds the servers for the benchmarks by what they declare: every entrant.json beneath the apps, with its variants, or those
// named by id.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Entrant, withVariants } from '@hubbub/protocol';
import { checkEntrant } from '@hubbub/protocol/checks';

const APPS = fileURLToPath(new URL('../../../apps/', import.meta.url));

/** A server's declaration and its folder. */
export interface Found {
  readonly entrant: Entrant;
  readonly folder: string;
}

/**
 * The entrants with these ids, or all of them.
 * @throws Error where an id is unknown; HubbubError `config_invalid` where a declaration is malformed.
 */
export function findEntrants(ids: readonly string[] = []): Found[] {
  const found = globSync(['*/entrant.json', '*/*/entrant.json'], { cwd: APPS }).flatMap((path): Found[] => {
    const entrant = checkEntrant(JSON.parse(readFileSync(join(APPS, path), 'utf8')));
    return withVariants(entrant).map((one) => ({ entrant: one, folder: dirname(join(APPS, path)) }));
  });
  for (const id of ids) {
    if (!found.some(({ entrant }) => entrant.id === id)) throw new Error(`no server has the id "${id}"`);
  }
  return found.filter(({ entrant }) => ids.length === 0 || ids.includes(entrant.id));
}
