// Broken servers that the cases of LINE must catch.
import type { Mutant } from './mutant.ts';

/** The mutants of LINE. */
export const lineMutants: readonly Mutant[] = [];
