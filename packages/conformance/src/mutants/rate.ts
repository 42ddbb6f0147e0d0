// Broken servers that the cases of RATE must catch.
import type { Mutant } from './mutant.ts';

/** The mutants of RATE. */
export const rateMutants: readonly Mutant[] = [];
