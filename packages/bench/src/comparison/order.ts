// In which order samples are taken: every round goes over everything, each second one backwards, so that no server
// is always the first, the last, or measured in one stretch while the machine was in one mood.

/** One pass of a round over the given things. */
export interface Turn<T> {
  readonly item: T;
  /** From 1. */
  readonly round: number;
}

/** All turns of all rounds in order. */
export function interleave<T>(items: readonly T[], rounds: number): Turn<T>[] {
  return Array.from({ length: rounds }, (_, i) => {
    const order = i % 2 === 0 ? items : items.toReversed();
    return order.map((item) => ({ item, round: i + 1 }));
  }).flat();
}
