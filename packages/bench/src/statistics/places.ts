// From claims to places: a row's place is as wide as the claims leave it, and a band ends only where everything on one side
// is claimed to differ from everything on the other.
import type { Comparison } from './claims.ts';

/** Where a row stands among the rows that it may be compared with. */
export interface Rank {
  /** From 1, the best; rows of two bands are all claimed to differ. */
  readonly band: number;
  /** The best place that the claims leave open, from 1. */
  readonly best: number;
  /** The worst one. */
  readonly worst: number;
}

/** Ranks `count` rows, lower values better: `medians` gives the order, `claim(i, j)` what is claimed of i against j. */
export function rankRows(
  medians: readonly number[],
  claim: (i: number, j: number) => Comparison['claim'],
): Rank[] {
  const all = medians.map((_, index) => index);
  const order = all.toSorted((a, b) => (medians[a] ?? 0) - (medians[b] ?? 0));
  const bandOf = new Map<number, number>();
  let band = 1;
  order.forEach((row, at) => {
    const [ahead, behind] = [order.slice(0, at), order.slice(at)];
    const isBoundary = at > 0 && ahead.every((first) => behind.every((later) => claim(first, later) === -1));
    if (isBoundary) band++;
    bandOf.set(row, band);
  });
  return all.map((row) => {
    const others = all.filter((other) => other !== row);
    return {
      band: bandOf.get(row) ?? band,
      best: 1 + others.filter((other) => claim(other, row) === -1).length,
      worst: all.length - others.filter((other) => claim(row, other) === -1).length,
    };
  });
}
