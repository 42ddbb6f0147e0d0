// The suite's side of the launcher: one small process that starts the servers, from the first one on. It keeps the suite
// from ending only while something that it started lives.
import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import type { ProcessEnd } from '../target.ts';
import type { LaunchOrder, LaunchReport } from './messages.ts';

/** How a process is started. */
export interface Launch {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** All of its stdin. */
  readonly input: string;
  readonly onStdout: (text: string) => void;
  readonly onStderr: (text: string) => void;
}

/** A process that was started. */
export interface Launched {
  /** Settles when it has ended, or could not be started: then with neither code nor signal, and the reason on stderr. */
  readonly exited: Promise<ProcessEnd>;
  /** Settles when all that it said was told. */
  readonly closed: Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

interface Entry extends Launch {
  readonly hasExited: (end: ProcessEnd) => void;
  readonly hasClosed: () => void;
}

const PATH = createRequire(import.meta.url).resolve('#launcher');

const entries = new Map<number, Entry>();
let process: ChildProcess | undefined;
let started = 0;

/** Starts a process. */
export function launch(given: Launch): Launched {
  process ??= forked();
  const id = ++started;
  const exit = Promise.withResolvers<ProcessEnd>();
  const close = Promise.withResolvers<void>();
  entries.set(id, { ...given, hasExited: exit.resolve, hasClosed: close.resolve });
  process.channel?.ref();
  const { command, cwd, env, input } = given;
  order({ kind: 'start', id, command, cwd, env, input });
  return {
    exited: exit.promise,
    closed: close.promise,
    kill: (signal) => order({ kind: 'signal', id, signal }),
  };
}

function order(one: LaunchOrder): void {
  // Where the launcher is gone, so are all that it started.
  process?.send(one, undefined, undefined, () => {});
}

function forked(): ChildProcess {
  const child = fork(PATH, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] });
  child.unref();
  child.on('message', (message) => take(message as LaunchReport));
  child.once('exit', () => {
    process = undefined;
    for (const [id] of entries) over(id, { code: null, signal: null });
  });
  return child;
}

function take(report: LaunchReport): void {
  const entry = entries.get(report.id);
  if (entry === undefined) return;
  if (report.kind === 'said') (report.to === 'stdout' ? entry.onStdout : entry.onStderr)(report.text);
  else if (report.kind === 'exited') entry.hasExited({ ...report, atMs: performance.now() });
  else over(report.id);
}

/** Nothing more will be heard of a process. */
function over(id: number, end?: Omit<ProcessEnd, 'atMs'>): void {
  const entry = entries.get(id);
  entries.delete(id);
  if (end !== undefined) entry?.hasExited({ ...end, atMs: performance.now() });
  entry?.hasClosed();
  if (entries.size === 0) process?.channel?.unref();
}
