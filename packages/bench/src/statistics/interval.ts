// Medians and their bootstrap intervals. The unit is the sample, a fresh process: never the single message.
import { max, median, min, quantileSorted, sampleWithReplacement } from 'simple-statistics';
import { createRandom } from '../generator/random.ts';

/** A median with the 95 % bootstrap interval around it. */
export interface Interval {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 1_000;
const TAIL = 0.025;
/** The same values give the same interval in every report. */
const SEED = 20_260;

/** The median of at least one value and its percentile bootstrap interval; of fewer than five values, their range. */
export function medianInterval(values: readonly number[]): Interval {
  const list = [...values];
  if (list.length < 5) return { median: median(list), low: min(list), high: max(list) };
  const random = createRandom(SEED);
  const medians = Array.from({ length: RESAMPLES }, () =>
    median(sampleWithReplacement(list, list.length, random)),
  ).sort((a, b) => a - b);
  return {
    median: median(list),
    low: quantileSorted(medians, TAIL),
    high: quantileSorted(medians, 1 - TAIL),
  };
}
