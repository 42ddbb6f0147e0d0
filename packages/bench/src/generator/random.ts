// A small seeded source of numbers (mulberry32), so that a seed gives the same load everywhere. Not for secrets.

/** Uniform numbers in [0, 1), the same sequence for the same seed. */
export type Random = () => number;

/** A source for a 32-bit seed. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
