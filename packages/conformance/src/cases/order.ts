// Cases of the section ORDER of PROTOCOL.md: data and their runs, nothing that runs them.
import type { ConformanceCase } from '../case.ts';

/** The cases of ORDER. */
export const orderCases: readonly ConformanceCase[] = [];
