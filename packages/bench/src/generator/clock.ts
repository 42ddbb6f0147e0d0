// The generator's one clock: microseconds since its process started, monotonic.

/** Now, in microseconds (fractions kept). */
export function nowMicros(): number {
  return performance.now() * 1_000;
}
