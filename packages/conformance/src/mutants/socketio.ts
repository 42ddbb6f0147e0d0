// Broken servers that the cases of SOCKETIO must catch.
import type { Mutant } from './mutant.ts';

/** The mutants of SOCKETIO. */
export const socketioMutants: readonly Mutant[] = [];
