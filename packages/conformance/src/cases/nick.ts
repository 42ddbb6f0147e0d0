// Cases of the section NICK of PROTOCOL.md: data and their runs, nothing that runs them.
import type { ConformanceCase } from '../case.ts';

/** The cases of NICK. */
export const nickCases: readonly ConformanceCase[] = [];
