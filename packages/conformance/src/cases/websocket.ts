// Cases of the section WEBSOCKET of PROTOCOL.md: data and their runs, nothing that runs them.
import type { ConformanceCase } from '../case.ts';

/** The cases of WEBSOCKET. */
export const websocketCases: readonly ConformanceCase[] = [];
