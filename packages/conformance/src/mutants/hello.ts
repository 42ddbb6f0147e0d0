// Broken servers that the cases of HELLO must catch.
import type { Mutant } from './mutant.ts';

/** The mutants of HELLO. */
export const helloMutants: readonly Mutant[] = [];
