// Broken servers that the cases of FRAME must catch.
import type { Mutant } from './mutant.ts';

/** The mutants of FRAME. */
export const frameMutants: readonly Mutant[] = [];
