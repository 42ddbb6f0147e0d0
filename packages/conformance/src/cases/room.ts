// Cases of the section ROOM of PROTOCOL.md: data and their runs, nothing that runs them.
import type { ConformanceCase } from '../case.ts';

/** The cases of ROOM. */
export const roomCases: readonly ConformanceCase[] = [];
