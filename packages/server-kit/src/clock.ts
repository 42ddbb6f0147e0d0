// Time as the kit sees it: a monotonic clock and one-shot timers, so that tests can turn the hands themselves.
import { performance } from 'node:perf_hooks';

/** A monotonic clock in ms, and timers on it. */
export interface Clock {
  /** Monotonic ms since an arbitrary start. */
  now(): number;
  /** Runs `task` once, not before `delayMs` have passed as far as the timer can tell; the answer cancels it. */
  after(delayMs: number, task: () => void): () => void;
}

/** The clock of this process. Its timers keep no process alive: the listening sockets do that. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(delayMs, task) {
    let immediate: NodeJS.Immediate | undefined;
    // After a stall, timers run before sockets are read. What has come in time by then counts, so it is read first:
    // an immediate runs after the poll phase (LIVE-1).
    const timer = setTimeout(() => {
      immediate = setImmediate(task);
    }, delayMs).unref();
    return () => {
      clearTimeout(timer);
      clearImmediate(immediate);
    };
  },
};
