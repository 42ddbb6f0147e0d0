// The good servers of this repository for the suite's own tests: found by their entrant.json, known by no name.
import { globSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Binding } from '@hubbub/protocol';
import type { Target } from '../src/target.ts';
import { entrantTarget, readEntrant } from '../src/targets/entrant.ts';

const APPS = resolve(import.meta.dirname, '../../../apps');

/** For each binding the first server in Node that offers it, that needs nothing installed and expects no failure. */
export function goodServers(): Target[] {
  const left = new Set<Binding>(['lines', 'websocket', 'socket.io']);
  const found: Target[] = [];
  for (const path of globSync('*/entrant.json', { cwd: APPS }).sort()) {
    const folder = resolve(APPS, dirname(path));
    const { entrant } = readEntrant(folder);
    const isPlain =
      entrant.runtime.startsWith('node') &&
      entrant.requires.length === 0 &&
      entrant.expectations.length === 0;
    const isUseful = entrant.bindings.filter((binding) => left.delete(binding)).length > 0;
    if (isPlain && isUseful) found.push(entrantTarget(folder));
  }
  if (left.size > 0) throw new Error(`no good server offers ${[...left].join(', ')}`);
  return found;
}
