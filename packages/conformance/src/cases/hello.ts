// Cases of the section HELLO of PROTOCOL.md: data and their runs, nothing that runs them.
import type { ConformanceCase } from '../case.ts';

/** The cases of HELLO. */
export const helloCases: readonly ConformanceCase[] = [];
