// Cases of the section FLOW of PROTOCOL.md: data and their runs, nothing that runs them.
import type { ConformanceCase } from '../case.ts';

/** The cases of FLOW. */
export const flowCases: readonly ConformanceCase[] = [];
