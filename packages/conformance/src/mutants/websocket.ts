// Broken servers that the cases of WEBSOCKET must catch.
import type { Mutant } from './mutant.ts';

/** The mutants of WEBSOCKET. */
export const websocketMutants: readonly Mutant[] = [];
