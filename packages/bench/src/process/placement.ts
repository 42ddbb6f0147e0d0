// Which cores the server and the generator get, so that neither takes the other's time.
import { spawnSync } from 'node:child_process';
import { allowedCpus } from './proc.ts';

const TASKSET = 'taskset';

/** CPU lists for `taskset`; null where they cannot be kept apart. */
export interface Placement {
  readonly serverCpus: string | null;
  readonly generatorCpus: string | null;
}

/** One core for the server, another for the generator; none where there is one core only, or no `taskset`. */
export function placeOnCores(): Placement {
  const [first, second] = allowedCpus();
  if (first === undefined || second === undefined || !hasTaskset(first)) {
    return { serverCpus: null, generatorCpus: null };
  }
  return { serverCpus: String(first), generatorCpus: String(second) };
}

/** The command that runs `command` on these CPUs. `taskset` becomes the program, so the process id stays. */
export function pinned(command: readonly string[], cpus: string | null): string[] {
  return cpus === null ? [...command] : [TASKSET, '-c', cpus, ...command];
}

function hasTaskset(cpu: number): boolean {
  return spawnSync(TASKSET, ['-c', String(cpu), 'true'], { stdio: 'ignore' }).status === 0;
}
