// Cases of the section STOP of PROTOCOL.md: data and their runs, nothing that runs them.
import type { ConformanceCase } from '../case.ts';

/** The cases of STOP. */
export const stopCases: readonly ConformanceCase[] = [];
