// Which cores the server and the generator get, so that neither takes the other's time; and that nothing else on its core
// makes the generator late.
import { spawnSync } from 'node:child_process';
import { allowedCpus } from './proc.ts';

const TASKSET = 'taskset';
const CHRT = 'chrt';
/** sched(7): runs before whatever is not real-time; threads that it starts do not inherit that. */
const REAL_TIME = ['--fifo', '--reset-on-fork'];
const LOWEST_PRIORITY = '1';

/** CPU lists for `taskset`; null where they cannot be kept apart. */
export interface Placement {
  readonly serverCpus: string | null;
  readonly generatorCpus: string | null;
  /** Whether a generator may run in real time on its core: as root, or with CAP_SYS_NICE. */
  readonly isRealTime: boolean;
}

/** One core for the server, another for the generator; none where there is one core only, or no `taskset`. */
export function placeOnCores(): Placement {
  const [first, second] = allowedCpus();
  if (first === undefined || second === undefined || !hasTaskset(first)) {
    return { serverCpus: null, generatorCpus: null, isRealTime: false };
  }
  return { serverCpus: String(first), generatorCpus: String(second), isRealTime: hasRealTime() };
}

/** The command that runs `command` on these CPUs. `taskset` becomes the program, so the process id stays. */
export function pinned(command: readonly string[], cpus: string | null): string[] {
  return cpus === null ? [...command] : [TASKSET, '-c', cpus, ...command];
}

/**
 * Runs the main thread of a process in real time. Others on its core, compiler threads of its own among them, take it for
 * 3 to 5 ms at a time otherwise, and what falls due meanwhile is late.
 */
export function runInRealTime(pid: number): void {
  spawnSync(CHRT, [...REAL_TIME, '--pid', LOWEST_PRIORITY, String(pid)], { stdio: 'ignore' });
}

function hasRealTime(): boolean {
  return spawnSync(CHRT, [...REAL_TIME, LOWEST_PRIORITY, 'true'], { stdio: 'ignore' }).status === 0;
}

function hasTaskset(cpu: number): boolean {
  return spawnSync(TASKSET, ['-c', String(cpu), 'true'], { stdio: 'ignore' }).status === 0;
}
