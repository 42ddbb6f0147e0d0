// Cases of the section RATE of PROTOCOL.md: data and their runs, nothing that runs them.
import type { ConformanceCase } from '../case.ts';

/** The cases of RATE. */
export const rateCases: readonly ConformanceCase[] = [];
