// How long the machine was held back: by its host, which ran others in its place, or by a quota. Readings alone.
import { readFileSync } from 'node:fs';

const TICK_MS = 10;
/** Of `cpu` in /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal. */
const STEAL_AT = 8;

/** Time stolen by the host and time throttled by the control group so far, in ms, over all cores; 0 where it is not told. */
export function readHeldBackMs(): number {
  const steal = Number(read('/proc/stat').split('\n')[0]?.trim().split(/\s+/)[STEAL_AT] ?? 0);
  const throttledMicros = Number(/^throttled_usec (\d+)/m.exec(read('/sys/fs/cgroup/cpu.stat'))?.[1] ?? 0);
  return steal * TICK_MS + throttledMicros / 1_000;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
