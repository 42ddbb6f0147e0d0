// When messages fall due: times in microseconds from the phase's start, fixed before the first is sent.
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
  const times: number[] = [];
  let at = load.arrivals === 'constant' ? 0 : -Math.log1p(-random()) * gapMicros;
  while (at < durationMs * 1_000) {
    for (let i = 0; i < load.burst; i++) times.push(Math.round(at));
    at += load.arrivals === 'constant' ? gapMicros : -Math.log1p(-random()) * gapMicros;
  }
  return Float64Array.from(times);
}
