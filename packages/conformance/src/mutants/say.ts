// Broken servers that the cases of SAY must catch.
import type { Mutant } from './mutant.ts';

/** The mutants of SAY. */
export const sayMutants: readonly Mutant[] = [];
