// Broken servers that the cases of CLOSE must catch.
import type { Mutant } from './mutant.ts';

/** The mutants of CLOSE. */
export const closeMutants: readonly Mutant[] = [];
