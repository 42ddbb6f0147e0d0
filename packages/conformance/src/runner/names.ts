// Fresh names and seeded randomness for cases. Names differ in every run, so that an attached server can be judged twice.
import { randomBytes } from 'node:crypto';

const RUN = randomBytes(4).readUInt32BE().toString(36).slice(0, 5);
let count = 0;

/** A string that no other call in this or another run gives: lower-case letters and digits, at most 15. */
export function freshName(prefix: string): string {
  return `${prefix}${RUN}${(count++).toString(36)}`;
}

const FRESH = new RegExp(`\\b([a-z]+)${RUN}[0-9a-z]+`, 'g');

/** A text without what differs from run to run: fresh names and times. */
export function withoutChance(text: string): string {
  return text.replace(FRESH, '<$1>').replace(/\d+(\.\d+)?(–\d+)? ms\b/g, '<time>');
}

/** A number generator over [0, 1) that gives the same sequence for the same seed and label (mulberry32). */
export function seededRandom(seed: number, label: string): () => number {
  let state = seed;
  for (const char of label) state = Math.imul(state ^ char.charCodeAt(0), 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The elements in an order drawn from `random` (Fisher–Yates). */
export function shuffled<T>(elements: readonly T[], random: () => number): T[] {
  const order = [...elements];
  for (let i = order.length - 1; i > 0; i--) {
    const other = Math.floor(random() * (i + 1));
    [order[i], order[other]] = [order[other] as T, order[i] as T];
  }
  return order;
}
