// What the command is given of the process: streams, colour, where the servers are. Only main.ts knows the process
// itself, so every command can be run from a test too.
import type { Readable, Writable } from 'node:stream';
import type { createColors } from 'picocolors';

/** The surroundings of one run of the command. */
export interface Host {
  readonly input: Readable;
  readonly output: Writable;
  readonly errorOutput: Writable;
  /** Whether `output` is a terminal, on which lines may be drawn over. */
  readonly isTerminal: boolean;
  /** Whether `errorOutput` is one. */
  readonly isErrorTerminal: boolean;
  readonly colors: ReturnType<typeof createColors>;
  /** How `conform` is called, for the line that runs one case again. */
  readonly command: string;
  /** The root of the repository that the command belongs to. */
  readonly root: string;
  /** The folder of the caller, against which the paths on the command line are read. */
  readonly cwd: string;
  /** The Node that runs this. */
  readonly node: string;
  /** The folders in which programs are looked for, in order. */
  readonly searchPath: readonly string[];
  /** Whether this is CI, where what a server needs has to be installed. */
  readonly isCi: boolean;
  /** Aborted by SIGINT or SIGTERM; the first listener asks for it. */
  readonly signal: () => AbortSignal;
  /** Turns this process into another program, which keeps its streams, its signals and its exit status. */
  readonly become: (program: string, args: readonly string[], folder: string) => never;
}

/** Writes one line to the output. */
export function printLine(host: Host, line = ''): void {
  host.output.write(`${line}\n`);
}
