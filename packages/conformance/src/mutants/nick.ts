// Broken servers that the cases of NICK must catch.
import type { Mutant } from './mutant.ts';

/** The mutants of NICK. */
export const nickMutants: readonly Mutant[] = [];
