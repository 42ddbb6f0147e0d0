// Which cores the server and the generator get, so that neither takes the other's time.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { allowedCpus } from './proc.ts';

/** CPU lists for `taskset`; null where they cannot be kept apart. */
export interface Placement {
  readonly serverCpus: string | null;
  readonly generatorCpus: string | null;
}

/** One core for the server, another for the generator; none where there is one core only, or no `taskset`. */
export function placeOnCores(searchPath: string): Placement {
  const cpus = allowedCpus();
  if (cpus.length < 2 || !isInstalled('taskset', searchPath))
    return { serverCpus: null, generatorCpus: null };
  return { serverCpus: String(cpus[0]), generatorCpus: String(cpus[1]) };
}

/** The command that runs `command` on these CPUs. `taskset` becomes the program, so the process id stays. */
export function pinned(command: readonly string[], cpus: string | null): string[] {
  return cpus === null ? [...command] : ['taskset', '-c', cpus, ...command];
}

function isInstalled(program: string, searchPath: string): boolean {
  return searchPath.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
