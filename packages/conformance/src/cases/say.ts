// Cases of the section SAY of PROTOCOL.md: data and their runs, nothing that runs them.
import type { ConformanceCase } from '../case.ts';

/** The cases of SAY. */
export const sayCases: readonly ConformanceCase[] = [];
