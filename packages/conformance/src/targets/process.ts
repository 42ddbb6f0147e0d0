// A server as a process by the contract of §13: configuration on stdin, ready line on stdout, signals, its end.
// It ends only what it started.
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { HubbubError, type ReadyLine, type ServerConfig } from '@hubbub/protocol';
import { checkReadyLine } from '@hubbub/protocol/checks';
import { launch } from '../launcher/launcher.ts';
import { slowness } from '../runner/machine.ts';
import type { ProcessEnd, RunningServer, Tried } from '../target.ts';

const START_MS = 10_000;
/** Above any `drainMs` of the suite: after that the process is ended by force. */
const STOP_MS = 6_000;
const STDERR_BYTES = 65_536;

/** The environment of a server: ours without `HUBBUB_*`, and with our own Node first on the path. */
function environment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('HUBBUB_') && !name.startsWith('VITEST'),
  );
  return {
    ...Object.fromEntries(entries),
    PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ''}`,
    NODE_NO_WARNINGS: '1',
    // The suite starts dozens of processes: a server in Node starts in half the time from its second start on.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(tmpdir(), 'hubbub-compile-cache'),
  };
}

/**
 * Runs `command` in `cwd` and waits for its ready line.
 * @throws HubbubError `start_failed` where it ends, prints something else or takes too long (10 s on an idle machine).
 */
export async function startProcess(
  command: readonly string[],
  cwd: string,
  config: ServerConfig,
  signal: AbortSignal,
): Promise<RunningServer> {
  signal.throwIfAborted();
  let stderr = '';
  const said = new FirstLine();
  const child = launch({
    command: ownNode(command),
    cwd,
    env: environment(),
    input: `${JSON.stringify(config)}\n`,
    onStdout: said.take,
    onStderr: (text) => {
      stderr = (stderr + text).slice(-STDERR_BYTES);
    },
  });
  const { exited } = child;
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS * slowness());
    await exited;
    clearTimeout(timer);
  };
  try {
    const ready = await readyLine(said, exited, () => stderr, signal);
    return { ready, exited, stop, stderr: () => stderr, signal: (name) => void child.kill(name) };
  } catch (error) {
    child.kill('SIGKILL');
    await exited;
    throw error;
  }
}

/**
 * Runs `command` with this line on stdin until it ends or prints a line, whichever comes first (10 s on an idle machine).
 */
export async function tryProcess(
  command: readonly string[],
  cwd: string,
  line: string,
  signal: AbortSignal,
): Promise<Tried> {
  signal.throwIfAborted();
  const { promise, resolve } = Promise.withResolvers<{ code: number | null }>();
  let stdout = '';
  let stderr = '';
  const child = launch({
    command: ownNode(command),
    cwd,
    env: environment(),
    input: `${line}\n`,
    onStdout: (text) => {
      stdout += text;
      if (stdout.includes('\n')) resolve({ code: null });
    },
    onStderr: (text) => {
      stderr = (stderr + text).slice(-STDERR_BYTES);
    },
  });
  // What it said last is read by then.
  void child.closed.then(() => child.exited).then(resolve);
  const timer = setTimeout(() => resolve({ code: null }), START_MS * slowness());
  const { code } = await promise;
  clearTimeout(timer);
  child.kill('SIGKILL');
  return { isReady: stdout.includes('\n'), code, stdout, stderr };
}

/** The first line of what is told in pieces. */
class FirstLine {
  readonly text: Promise<string>;
  readonly #resolve: (line: string) => void;
  #soFar: string | undefined = '';

  constructor() {
    const { promise, resolve } = Promise.withResolvers<string>();
    this.text = promise;
    this.#resolve = resolve;
  }

  readonly take = (text: string): void => {
    if (this.#soFar === undefined) return;
    this.#soFar += text;
    const lf = this.#soFar.indexOf('\n');
    if (lf < 0) return;
    this.#resolve(this.#soFar.slice(0, lf));
    this.#soFar = undefined;
  };
}

/** The contract's `node` is the Node that runs the judge, whatever else is on the path. */
function ownNode([program = '', ...args]: readonly string[]): readonly string[] {
  return [program === 'node' ? process.execPath : program, ...args];
}

function readyLine(
  stdout: FirstLine,
  exited: Promise<ProcessEnd>,
  stderr: () => string,
  signal: AbortSignal,
): Promise<ReadyLine> {
  const { promise, resolve, reject } = Promise.withResolvers<ReadyLine>();
  const failed = (why: string, cause?: unknown): void => {
    const tail = stderr().trim().slice(-1_000);
    reject(new HubbubError('start_failed', tail === '' ? why : `${why}; stderr: ${tail}`, { cause }));
  };
  const withinMs = Math.round(START_MS * slowness());
  const timer = setTimeout(() => failed(`no ready line within ${withinMs} ms`), withinMs);
  const onAbort = (): void => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  void stdout.text.then((text) => {
    try {
      resolve(checkReadyLine(JSON.parse(text)));
    } catch (error) {
      failed(`a wrong ready line (PROC-2): ${text.slice(0, 300)}: ${HubbubError.from(error).message}`, error);
    }
  });
  void exited.then(({ code, signal: name }) =>
    failed(`it ended (${name ?? `exit status ${code}`}) before it was ready`),
  );
  return promise.finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  });
}
