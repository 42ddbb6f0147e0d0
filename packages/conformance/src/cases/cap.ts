// Cases of the section CAP of PROTOCOL.md: data and their runs, nothing that runs them.
import type { ConformanceCase } from '../case.ts';

/** The cases of CAP. */
export const capCases: readonly ConformanceCase[] = [];
