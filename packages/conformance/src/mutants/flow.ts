// Broken servers that the cases of FLOW must catch.
import type { Mutant } from './mutant.ts';

/** The mutants of FLOW. */
export const flowMutants: readonly Mutant[] = [];
