// What the suite's commands are given of the process: streams, colours, the caller's folder. Only main.ts files know the
// process itself.
import type { Writable } from 'node:stream';
import type { Paint } from '../report/table.ts';

/** The surroundings of one run of a command. */
export interface Surroundings {
  readonly output: Writable;
  readonly errorOutput: Writable;
  /** Whether `errorOutput` is a terminal, on which lines may be drawn over. */
  readonly isErrorTerminal: boolean;
  readonly colors: {
    readonly bold: Paint;
    readonly dim: Paint;
    readonly red: Paint;
    readonly green: Paint;
    readonly yellow: Paint;
  };
  /** The folder of the caller, against which the paths on the command line are read. */
  readonly cwd: string;
  /** How the command is called, for the line that runs one case again. */
  readonly command: string;
  /** Aborted by SIGINT or SIGTERM; the first listener asks for it. */
  readonly signal: () => AbortSignal;
}
