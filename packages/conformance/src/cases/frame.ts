// Cases of the section FRAME of PROTOCOL.md: data and their runs, nothing that runs them.
import type { ConformanceCase } from '../case.ts';

/** The cases of FRAME. */
export const frameCases: readonly ConformanceCase[] = [];
