// Broken servers that the cases of LIVE must catch.
import type { Mutant } from './mutant.ts';

/** The mutants of LIVE. */
export const liveMutants: readonly Mutant[] = [];
