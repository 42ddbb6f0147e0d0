// Medians, ranges and ties over a few samples. With three of them nothing finer would be honest.
import { max, median, min } from 'simple-statistics';
import type { Spread } from '../results/schema.ts';

/** Median and range of at least one value. */
export function spreadOf(values: readonly number[]): Spread {
  const list = [...values];
  return { median: median(list), min: min(list), max: max(list), values: list };
}

/**
 * Rank bands by ascending median: a value belongs to the band of the one before it as long as its range overlaps that of the
 * band's first. Gives a band, from 1, for each spread in the order given.
 */
export function rankBands(spreads: readonly Spread[]): number[] {
  const order = spreads.map((spread, index) => ({ spread, index }));
  order.sort((a, b) => a.spread.median - b.spread.median);
  const bands = new Array<number>(spreads.length).fill(0);
  let band = 0;
  let first: Spread | undefined;
  for (const { spread, index } of order) {
    if (first === undefined || spread.min > first.max) {
      band++;
      first = spread;
    }
    bands[index] = band;
  }
  return bands;
}
