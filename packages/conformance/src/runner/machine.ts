// How late this machine runs what is due: a probe at the start and a watch while cases run. Upper bounds of timers
// are widened by it, lower bounds never.
import { monitorEventLoopDelay } from 'node:perf_hooks';

const PROBES = 12;
const PROBE_MS = 4;

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

/** Watches the lateness of this process's event loop while a run lasts. */
export interface LagWatch {
  /** The worst lateness since the watch began, ms. */
  worstMs(): number;
  stop(): void;
}

/** Starts a watch. */
export function watchLag(): LagWatch {
  const histogram = monitorEventLoopDelay({ resolution: 5 });
  histogram.enable();
  return {
    worstMs: () => Math.max(0, histogram.max / 1e6 - 5),
    stop: () => histogram.disable(),
  };
}
