// Broken servers that the cases of FRAME must catch, gathered from their topics.
import { frameFieldMutants } from './frame-fields.ts';
import { frameShapeMutants } from './frame-shape.ts';
import { frameSizeMutants } from './frame-size.ts';
import { frameTableMutants } from './frame-tables.ts';
import type { Mutant } from './mutant.ts';

/** The mutants of FRAME. */
export const frameMutants: readonly Mutant[] = [
  ...frameShapeMutants,
  ...frameFieldMutants,
  ...frameSizeMutants,
  ...frameTableMutants,
];
