// What a server needs installed besides the repository's own dependencies, by the probes of its entrant.json.
import { spawnSync } from 'node:child_process';
import { HubbubError } from '@hubbub/protocol';
import type { FoundEntrant } from './entrants.ts';

const PROBE_TIMEOUT_MS = 10_000;

/** One thing that is not installed, and the command that installs it. */
export interface Missing {
  readonly what: string;
  readonly install: string;
}

/** Runs the probes; what is not installed is answered. */
export function missingRequirements({ entrant, folder }: FoundEntrant): Missing[] {
  return entrant.requires.filter(({ probe: [program, ...args] }) => {
    if (program === undefined) return false;
    // A probe is run as the server would be: `node` is the Node that runs this.
    const file = program === 'node' ? process.execPath : program;
    return spawnSync(file, args, { cwd: folder, stdio: 'ignore', timeout: PROBE_TIMEOUT_MS }).status !== 0;
  });
}

/**
 * Refuses to go on where something is not installed.
 * @throws HubbubError `requirement_missing` with the command that installs it.
 */
export function requireInstalled(found: FoundEntrant): void {
  const [missing] = missingRequirements(found);
  if (missing === undefined) return;
  throw new HubbubError(
    'requirement_missing',
    `${found.entrant.id} needs ${missing.what}, which is not installed: ${missing.install}`,
  );
}
