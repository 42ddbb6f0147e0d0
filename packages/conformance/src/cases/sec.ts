// Cases of the section SEC of PROTOCOL.md: data and their runs, nothing that runs them.
import type { ConformanceCase } from '../case.ts';

/** The cases of SEC. */
export const secCases: readonly ConformanceCase[] = [];
