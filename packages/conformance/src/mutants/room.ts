// Broken servers that the cases of ROOM must catch.
import type { Mutant } from './mutant.ts';

/** The mutants of ROOM. */
export const roomMutants: readonly Mutant[] = [];
