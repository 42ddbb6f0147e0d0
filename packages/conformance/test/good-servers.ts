// The good servers of this repository for the suite's own tests: found by their entrant.json, known by no name.
import { globSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { BINDINGS } from '@hubbub/protocol';
import type { Target } from '../src/target.ts';
import { entrantTarget, readEntrant } from '../src/targets/entrant.ts';

const APPS = resolve(import.meta.dirname, '../../../apps');

/** The least between the wire and the chat first: a mutant stands in for any of them, and these start soonest. */
const LAYERS = ['raw', 'library', 'framework', 'platform'];

/** For each binding a server in Node that offers it alone, needs nothing installed and expects no failure. */
export function goodServers(): Target[] {
  const plain = globSync('*/entrant.json', { cwd: APPS })
    .sort()
    .map((path) => resolve(APPS, dirname(path)))
    .map((folder) => ({ folder, entrant: readEntrant(folder).entrant }))
    .filter(
      ({ entrant: { runtime, bindings, requires, expectations } }) =>
        runtime.startsWith('node') &&
        bindings.length === 1 &&
        requires.length === 0 &&
        expectations.every(({ variant }) => variant !== undefined),
    )
    .sort((a, b) => LAYERS.indexOf(a.entrant.layer) - LAYERS.indexOf(b.entrant.layer));
  return BINDINGS.map((binding) => {
    const found = plain.find(({ entrant }) => entrant.bindings.includes(binding));
    if (found === undefined) throw new Error(`no good server offers ${binding}`);
    return entrantTarget(found.folder);
  });
}
