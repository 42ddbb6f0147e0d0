// How long to wait before the next attempt to connect. It decides nothing else.

/** How reconnecting is paced. */
export interface BackoffOptions {
  /** The most the first wait can be, in ms; it doubles with each attempt. */
  readonly baseMs: number;
  /** The most that any wait can be, in ms, what the server asks for aside. */
  readonly maxMs: number;
  /** A number from 0 to below 1, as `Math.random`. */
  readonly random: () => number;
}

/**
 * The wait in ms before attempt number `attempt` (from 0): exponential with full jitter, so that the clients of a server
 * that went away do not all come back at once. What the server asked for (`retryAfterMs`) is added, never undercut.
 */
export function backoffMs(attempt: number, retryAfterMs: number, options: BackoffOptions): number {
  const ceilingMs = Math.min(options.maxMs, options.baseMs * 2 ** Math.min(attempt, 30));
  return retryAfterMs + options.random() * ceilingMs;
}
