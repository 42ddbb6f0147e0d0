// The generator's one clock: whole microseconds of the machine's monotonic clock since an epoch that all processes
// of a run agree on, so that one may judge the delivery of what another has sent.

const TRIES = 50;

// `performance.now()` is the same clock, counted from the start of this process, and the cheaper call. Between two calls the
// process may be interrupted, which makes the difference smaller: the largest is the true one.
const START_MICROS = Math.max(
  ...Array.from(
    { length: TRIES },
    () => Number(process.hrtime.bigint() / 1_000n) - performance.now() * 1_000,
  ),
);
let epochMicros = 0;

/** Now, in whole microseconds since the epoch. */
export function nowMicros(): number {
  return Math.floor(performance.now() * 1_000 + START_MICROS - epochMicros);
}

/** Sets the epoch, in microseconds of the machine's monotonic clock: where {@link nowMicros} counts from. */
export function setEpoch(micros: number): void {
  epochMicros = micros;
}
