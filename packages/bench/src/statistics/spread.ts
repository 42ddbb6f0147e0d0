// Median, interval and range of a row's samples.
import { max, min } from 'simple-statistics';
import { type Interval, medianInterval } from './interval.ts';

/** What a few samples of one figure say. */
export interface SpreadOfValues extends Interval {
  readonly min: number;
  readonly max: number;
  readonly values: number[];
}

/** Median, interval and range of at least one value. */
export function spreadOf(values: readonly number[]): SpreadOfValues {
  const list = [...values];
  return { ...medianInterval(list), min: min(list), max: max(list), values: list };
}
