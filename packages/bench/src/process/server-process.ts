// A server under test as a process: started, made ready and stopped by the process contract (§13), whatever it is
// written in. Nothing of what it serves.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import {
  HubbubError,
  type Limits,
  type ReadyLine,
  ReadyLineSchema,
  type ServerConfig,
} from '@hubbub/protocol';
import { Value } from 'typebox/value';
import { pinned } from './placement.ts';

const READY_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 7_000;
const STDERR_TAIL_CHARS = 2_000;

/** How a server is started. */
export interface ServerStart {
  /** As in entrant.json: `node` is the Node that runs this. */
  readonly command: readonly string[];
  readonly folder: string;
  readonly config: ServerConfig;
  /** CPU list, or null for any. */
  readonly cpus: string | null;
  readonly signal?: AbortSignal | undefined;
}

/** A running server. */
export interface ServerProcess {
  readonly ready: ReadyLine;
  readonly pid: number;
  /** Whether it still runs. */
  isAlive(): boolean;
  /** Its exit status once it has ended; null where a signal ended it. */
  readonly exited: Promise<number | null>;
  /** Sends it a signal; nothing where it has ended. */
  signal(name: NodeJS.Signals): void;
  /** The end of what it wrote to stderr. */
  stderrTail(): string;
  /** SIGTERM, then SIGKILL when it takes longer than a drain; resolves once it has ended. */
  stop(): Promise<void>;
}

/**
 * Starts a server and waits for its ready line.
 * @throws HubbubError `start_failed` where it ends, stays silent, prints another line, or states other limits than it was given; `closed` where it was aborted.
 */
export async function startServer(start: ServerStart): Promise<ServerProcess> {
  const [name = '', ...rest] = start.command;
  const command = [name === 'node' ? process.execPath : name, ...rest, '--config', '-'];
  const [program = '', ...args] = pinned(command, start.cpus);
  const child = spawn(program, args, { cwd: start.folder, stdio: ['pipe', 'pipe', 'pipe'] });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let tail = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-STDERR_TAIL_CHARS);
  });
  // A server that has ended cannot read its configuration; that it ended is told by `exit`.
  child.stdin.on('error', () => {});
  child.stdin.end(`${JSON.stringify(start.config)}\n`);
  try {
    const ready = await readyLine(child, start.signal);
    heed(start.config, ready);
    return {
      ready,
      pid: child.pid ?? ready.pid,
      isAlive: () => isRunning(child),
      exited,
      signal: (name) => void (isRunning(child) && child.kill(name)),
      stderrTail: () => tail,
      stop: () => stop(child),
    };
  } catch (error) {
    await stop(child);
    const { message } = HubbubError.from(error);
    const code = start.signal?.aborted === true ? 'closed' : 'start_failed';
    throw new HubbubError(code, tail === '' ? message : `${message}; stderr: ${tail}`, { cause: error });
  }
}

async function readyLine(child: ChildProcess, signal: AbortSignal | undefined): Promise<ReadyLine> {
  if (child.stdout === null) throw new HubbubError('start_failed', 'the server has no stdout');
  const deadline = AbortSignal.timeout(READY_TIMEOUT_MS);
  const ended = new AbortController();
  const anySignal = AbortSignal.any([deadline, ended.signal, ...(signal === undefined ? [] : [signal])]);
  child.once('exit', (code, by) => ended.abort(new Error(`it ended with ${by ?? `status ${code}`}`)));
  child.once('error', (error) => ended.abort(error));
  const lines = createInterface({ input: child.stdout });
  try {
    const [line] = (await once(lines, 'line', { signal: anySignal })) as [string];
    const value: unknown = JSON.parse(line);
    if (!Value.Check(ReadyLineSchema, value)) throw new Error(`its first line is no ready line: ${line}`);
    return value;
  } catch (error) {
    throw anySignal.aborted ? anySignal.reason : error;
  }
}

/** A server that was given a limit and runs with another would be measured under other conditions (LIMIT-1). */
function heed({ limits = {} }: ServerConfig, ready: ReadyLine): void {
  for (const [name, value] of Object.entries(limits)) {
    const stated = ready.limits[name as keyof Limits];
    if (stated !== value) throw new Error(`limit ${name} was set to ${value} but it states ${stated}`);
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null && child.pid !== undefined;
}

async function stop(child: ChildProcess): Promise<void> {
  if (!isRunning(child)) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(timer);
}
