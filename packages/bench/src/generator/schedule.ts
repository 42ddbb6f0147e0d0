// When things fall due: times in microseconds from the phase's start, fixed before the first is done.
import type { Scenario } from '../scenario.ts';
import { createRandom } from './random.ts';

/** The open-loop part of a scenario. */
export type OpenLoad = Extract<Scenario['load'], { kind: 'open' }>;

/**
 * The due times of one phase, ascending, in µs from its start; each occurs `burst` times. The same seed gives the same times.
 * The number of messages is that of the rate, also for Poisson arrivals up to chance.
 */
export function dueTimes(load: OpenLoad, durationMs: number, seed: number): Float64Array {
  const random = createRandom(seed);
  const gapMicros = (1_000_000 * load.burst) / load.ratePerSecond;
  const step = () => (load.arrivals === 'constant' ? 1 : -Math.log1p(-random()));
  const times: number[] = [];
  let at = load.arrivals === 'constant' ? 0 : step() * gapMicros;
  while (at < durationMs * 1_000) {
    for (let i = 0; i < load.burst; i++) times.push(Math.round(at));
    at = after(at, step() * gapMicros, load.surge);
  }
  return Float64Array.from(times);
}

/** When the next falls due: `gap` after `at`, which is shorter while a surge is on. */
function after(at: number, gap: number, surge: OpenLoad['surge']): number {
  if (surge === undefined) return at + gap;
  const start = surge.atMs * 1_000;
  const end = start + surge.forMs * 1_000;
  if (at >= end) return at + gap;
  if (at < start) {
    if (at + gap <= start) return at + gap;
    // What is left of the gap when the surge begins passes faster.
    return Math.min(end, start + (at + gap - start) / surge.times);
  }
  return at + gap / surge.times;
}
