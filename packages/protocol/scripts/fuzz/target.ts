// What can be fuzzed: something that makes inputs, and says of one whether the codec does with it what it must.
import type { Random } from './random.ts';

/** One codec under fuzz. Inputs are bytes, so that one mutator and one way of telling a finding serve all. */
export interface FuzzTarget {
  readonly id: string;
  /** Inputs to begin with: of the golden vectors, and of findings. */
  readonly seeds: readonly Uint8Array[];
  /** An input of the codec's own grammar, right or nearly right. */
  generate(random: Random): Uint8Array;
  /**
   * Tries one input and answers the shape of what came out; an input whose shape is new is worth changing further.
   * @throws Error where the codec does what it must not: the finding.
   */
  check(input: Uint8Array, random: Random): string;
}

/** The package under fuzz: the one in the repository, or a copy with a fault planted in it. */
export type Protocol = typeof import('../../src/index.ts');

/** Two outcomes that must be the same. */
export function mustEqual(seen: unknown, wanted: unknown, what: string): void {
  const one = JSON.stringify(seen);
  const other = JSON.stringify(wanted);
  if (one !== other) throw new Error(`${what}: seen ${one.slice(0, 400)}, wanted ${other.slice(0, 400)}`);
}

/** The input in pieces: as they may be read from a socket. */
export function cut(input: Uint8Array, random: Random): Uint8Array[] {
  if (random.chance(0.1)) return Array.from(input, (byte) => Uint8Array.of(byte));
  const marks = Array.from({ length: random.below(5) }, () => random.below(input.length + 1)).sort(
    (a, b) => a - b,
  );
  const at = [0, ...marks, input.length];
  return at.slice(1).map((end, index) => input.slice(at[index], end));
}

/** Strings as people and attackers write them, of about `length` characters. */
export function someText(random: Random, length: number): string {
  const alphabets = ['abcXYZ 09', 'é€漢', '😀👩‍🚀', '\u0000\u2028\u202e\ufeff', '"\\/{}[]:,', '\n\r\t\x1e'];
  const alphabet = [...random.pick(alphabets)];
  return Array.from({ length }, () => random.pick(alphabet)).join('');
}
