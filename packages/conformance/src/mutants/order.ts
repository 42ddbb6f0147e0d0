// Broken servers that the cases of ORDER must catch.
import type { Mutant } from './mutant.ts';

/** The mutants of ORDER. */
export const orderMutants: readonly Mutant[] = [];
