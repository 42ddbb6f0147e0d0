// Time as the client sees it: everything that waits takes one of these, so that a test can hand in its own.

/** A monotonic clock with timers. */
export interface Clock {
  /** Monotonic milliseconds. */
  now(): number;
  /** Runs once after at least `delayMs`; answers a handle for {@link Clock.clearTimeout}. */
  setTimeout(run: () => void, delayMs: number): unknown;
  /** Forgets a timer; one that has fired, or none, is allowed. */
  clearTimeout(timer: unknown): void;
}

// A longer delay would run at once, in Node as in browsers.
const LONGEST_MS = 2 ** 31 - 1;

/** The platform's clock. A timer of more than 24 days, `Infinity` included, comes after 24 days. */
export const systemClock: Clock = {
  now: () => performance.now(),
  setTimeout: (run, delayMs) => setTimeout(run, Math.min(delayMs, LONGEST_MS)),
  clearTimeout: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout> | undefined),
};
