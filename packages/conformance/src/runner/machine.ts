// How late this machine runs what is due: a probe at the start and a watch while cases run. Upper bounds of timers
// are widened by it, lower bounds never.
import { availableParallelism, loadavg } from 'node:os';

const PROBES = 12;
const PROBE_MS = 4;
const WATCH_MS = 10;
/** Lateness below this says nothing. */
const NOTABLE_MS = 5;

/** Measures how late timers fire now: the worst of a dozen, ms. */
export async function probeJitter(): Promise<number> {
  let worstMs = 0;
  for (let i = 0; i < PROBES; i++) {
    const dueMs = performance.now() + PROBE_MS;
    // The one place where waiting is the point: how late a timer fires is what is measured.
    await new Promise((resolve) => setTimeout(resolve, PROBE_MS));
    worstMs = Math.max(worstMs, performance.now() - dueMs);
  }
  return Math.round(worstMs * 100) / 100;
}

const MAX_SLOWNESS = 12;

/**
 * How many times as long as on an idle machine things may take now: the processes that want to run for each processor,
 * 1–12. Deadlines of what has no stated time are multiplied by it.
 */
export function slowness(): number {
  return Math.min(MAX_SLOWNESS, Math.max(1, (loadavg()[0] ?? 1) / availableParallelism()));
}

/** Watches the lateness of this process's event loop while a run lasts. */
export interface LagWatch {
  /** The worst lateness since `sinceMs` (`performance.now`), ms. */
  worstSince(sinceMs: number): number;
  stop(): void;
}

/** Starts a watch: one timer for a whole run. */
export function watchLag(): LagWatch {
  const notable: { atMs: number; lateMs: number }[] = [];
  let dueMs = performance.now() + WATCH_MS;
  const timer = setInterval(() => {
    const atMs = performance.now();
    if (atMs - dueMs > NOTABLE_MS) notable.push({ atMs, lateMs: atMs - dueMs });
    dueMs = atMs + WATCH_MS;
  }, WATCH_MS);
  timer.unref();
  return {
    worstSince(sinceMs) {
      let worstMs = 0;
      for (let i = notable.length - 1; i >= 0; i--) {
        const sample = notable[i];
        if (sample === undefined || sample.atMs < sinceMs) break;
        worstMs = Math.max(worstMs, sample.lateMs);
      }
      return worstMs;
    },
    stop: () => clearInterval(timer),
  };
}
