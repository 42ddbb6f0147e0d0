// The generator's one clock: whole microseconds since its process started, monotonic.

/** Now, in whole microseconds. */
export function nowMicros(): number {
  return Math.floor(performance.now() * 1_000);
}
