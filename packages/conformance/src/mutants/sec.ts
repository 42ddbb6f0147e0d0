// Broken servers that the cases of SEC must catch.
import type { Mutant } from './mutant.ts';

/** The mutants of SEC. */
export const secMutants: readonly Mutant[] = [];
