// Broken servers that the cases of WHO must catch.
import type { Mutant } from './mutant.ts';

/** The mutants of WHO. */
export const whoMutants: readonly Mutant[] = [];
