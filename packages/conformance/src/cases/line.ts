// Cases of the section LINE of PROTOCOL.md: data and their runs, nothing that runs them.
import type { ConformanceCase } from '../case.ts';

/** The cases of LINE. */
export const lineCases: readonly ConformanceCase[] = [];
