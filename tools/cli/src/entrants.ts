// Finds the servers: every folder of the command's own repository that declares one in entrant.json, alone or beside
// others that share their code. No server is known by name here.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Entrant, HubbubError, withVariants } from '@hubbub/protocol';
import { checkEntrant } from '@hubbub/protocol/checks';
import type { Host } from './host.ts';
import { suggestion } from './nearest.ts';

/** A server that was found, or a variant of one. */
export interface FoundEntrant {
  readonly entrant: Entrant;
  /** The folder of entrant.json, in which its command runs. */
  readonly folder: string;
}

/** What a search found: servers, and declarations that are malformed. */
export interface Found {
  /** Sorted by id. */
  readonly entrants: readonly FoundEntrant[];
  /** One sentence for each declaration that cannot be used. */
  readonly faults: readonly string[];
}

/**
 * Searches `<dir>/*\/entrant.json` and `<dir>/*\/*\/entrant.json`; `dir` is `apps` of the repository where it is not given.
 * @throws HubbubError `argument_invalid` where there is none at all.
 */
export function findEntrants(host: Host, dir?: string): Found {
  const folder = dir === undefined ? join(host.root, 'apps') : resolve(host.cwd, dir);
  const paths = globSync(['*/entrant.json', '*/*/entrant.json'], { cwd: folder }).map((path) =>
    join(folder, path),
  );
  if (paths.length === 0) {
    throw new HubbubError('argument_invalid', `no folder in ${folder} has an entrant.json`);
  }
  const entrants: FoundEntrant[] = [];
  const faults: string[] = [];
  for (const path of paths) {
    try {
      const { entrant, folder } = readEntrant(path);
      entrants.push(...withVariants(entrant).map((one) => ({ entrant: one, folder })));
    } catch (error) {
      faults.push((error as Error).message);
    }
  }
  return { entrants: entrants.sort((a, b) => (a.entrant.id < b.entrant.id ? -1 : 1)), faults };
}

/**
 * Reads one declaration.
 * @throws HubbubError `config_invalid` with the path where it is malformed.
 */
function readEntrant(path: string): FoundEntrant {
  try {
    return { entrant: checkEntrant(JSON.parse(readFileSync(path, 'utf8'))), folder: dirname(path) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'no such file' : error instanceof SyntaxError ? 'is no JSON' : message;
    throw new HubbubError('config_invalid', `${path}: ${reason}`, { cause: error });
  }
}

/**
 * The server that a word on the command line means: the id of one in `apps`, or the path of an entrant.json.
 * @throws HubbubError `server_unknown` with the nearest id, `config_invalid` where a declaration is malformed.
 */
export function entrantOf(host: Host, word: string): FoundEntrant {
  if (word.includes('/') || word.endsWith('.json')) return readEntrant(resolve(host.cwd, word));
  const { entrants, faults } = findEntrants(host);
  const match = entrants.find(({ entrant }) => entrant.id === word);
  if (match !== undefined) return match;
  const [fault] = faults;
  if (fault !== undefined) throw new HubbubError('config_invalid', fault);
  const ids = entrants.map(({ entrant }) => entrant.id);
  const hint = suggestion(word, ids) || `; there are ${ids.join(', ')}`;
  throw new HubbubError('server_unknown', `there is no server "${word}"${hint}`);
}
