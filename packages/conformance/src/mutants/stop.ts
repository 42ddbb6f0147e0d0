// Broken servers that the cases of STOP must catch.
import type { Mutant } from './mutant.ts';

/** The mutants of STOP. */
export const stopMutants: readonly Mutant[] = [];
