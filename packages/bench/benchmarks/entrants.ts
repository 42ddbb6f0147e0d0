// Finds the servers for the benchmarks by what they declare: every entrant.json beside the apps, or those named by id.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Entrant, EntrantSchema } from '@hubbub/protocol';
import { Value } from 'typebox/value';

const APPS = fileURLToPath(new URL('../../../apps/', import.meta.url));

/** A server's declaration and its folder. */
export interface Found {
  readonly entrant: Entrant;
  readonly folder: string;
}

/** The entrants with these ids, or all of them. Throws where an id is unknown. */
export function findEntrants(ids: readonly string[] = []): Found[] {
  const found = readdirSync(APPS).flatMap((name): Found[] => {
    const folder = join(APPS, name);
    let text: string;
    try {
      text = readFileSync(join(folder, 'entrant.json'), 'utf8');
    } catch {
      return [];
    }
    const entrant: unknown = JSON.parse(text);
    return Value.Check(EntrantSchema, entrant) ? [{ entrant, folder }] : [];
  });
  for (const id of ids) {
    if (!found.some(({ entrant }) => entrant.id === id)) throw new Error(`no server has the id "${id}"`);
  }
  return found.filter(({ entrant }) => ids.length === 0 || ids.includes(entrant.id));
}
