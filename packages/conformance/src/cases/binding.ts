// Cases of the section BINDING of PROTOCOL.md: data and their runs, nothing that runs them.
import type { ConformanceCase } from '../case.ts';

/** The cases of BINDING. */
export const bindingCases: readonly ConformanceCase[] = [];
