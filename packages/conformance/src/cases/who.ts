// Cases of the section WHO of PROTOCOL.md: data and their runs, nothing that runs them.
import type { ConformanceCase } from '../case.ts';

/** The cases of WHO. */
export const whoCases: readonly ConformanceCase[] = [];
