// Broken servers that the cases of BINDING must catch.
import type { Mutant } from './mutant.ts';

/** The mutants of BINDING. */
export const bindingMutants: readonly Mutant[] = [];
