// What a server needs installed besides the repository's own dependencies, by the probes of its entrant.json.
import { spawnSync } from 'node:child_process';
import type { LoadedEntrant } from './entrant.ts';

const PROBE_TIMEOUT_MS = 10_000;

/** One thing that is not installed, and the command that installs it. */
export interface MissingRequirement {
  readonly what: string;
  readonly install: string;
}

/** Runs the probes of an entrant, each for at most 10 s; what is not installed is answered. */
export function missingRequirements({
  entrant,
  folder,
}: Pick<LoadedEntrant, 'entrant' | 'folder'>): MissingRequirement[] {
  return entrant.requires.filter(({ probe: [program, ...args] }) => {
    if (program === undefined) return false;
    // A probe is run as the server would be: `node` is the Node that runs this.
    const file = program === 'node' ? process.execPath : program;
    return spawnSync(file, args, { cwd: folder, stdio: 'ignore', timeout: PROBE_TIMEOUT_MS }).status !== 0;
  });
}
