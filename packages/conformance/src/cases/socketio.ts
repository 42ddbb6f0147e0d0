// Cases of the section SOCKETIO of PROTOCOL.md: data and their runs, nothing that runs them.
import type { ConformanceCase } from '../case.ts';

/** The cases of SOCKETIO. */
export const socketioCases: readonly ConformanceCase[] = [];
