// Cases of the section LIVE of PROTOCOL.md: data and their runs, nothing that runs them.
import type { ConformanceCase } from '../case.ts';

/** The cases of LIVE. */
export const liveCases: readonly ConformanceCase[] = [];
