// Cases of the section CLOSE of PROTOCOL.md: data and their runs, nothing that runs them.
import type { ConformanceCase } from '../case.ts';

/** The cases of CLOSE. */
export const closeCases: readonly ConformanceCase[] = [];
