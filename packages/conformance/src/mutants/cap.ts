// Broken servers that the cases of CAP must catch.
import type { Mutant } from './mutant.ts';

/** The mutants of CAP. */
export const capMutants: readonly Mutant[] = [];
