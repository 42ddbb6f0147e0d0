// A server as a process by the contract of §13: configuration on stdin, ready line on stdout, signals, its end.
// It ends only what it started.
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { HubbubError, type ReadyLine, type ServerConfig } from '@hubbub/protocol';
import { checkReadyLine } from '@hubbub/protocol/checks';
import { slowness } from '../runner/machine.ts';
import type { ProcessEnd, RunningServer, Tried } from '../target.ts';

const START_MS = 10_000;
/** Above any `drainMs` of the suite: after that the process is ended by force. */
const STOP_MS = 6_000;
const STDERR_BYTES = 65_536;

const living = new Set<{ kill(signal: 'SIGKILL'): unknown }>();
process.on('exit', () => {
  for (const child of living) child.kill('SIGKILL');
});

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
  const [program = '', ...args] = command;
  // The contract's `node` is the Node that runs the judge, whatever else is on the path.
  const file = program === 'node' ? process.execPath : program;
  const child = spawn(file, args, { cwd, env: environment(), stdio: ['pipe', 'pipe', 'pipe'] });
  living.add(child);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_BYTES);
  });
  const exited = new Promise<ProcessEnd>((resolve) => {
    const settle = (code: number | null, name: string | null): void => {
      living.delete(child);
      resolve({ code, signal: name, atMs: performance.now() });
    };
    child.once('exit', settle);
    child.once('error', (error) => {
      stderr += String(error);
      settle(null, null);
    });
  });
  // A process that ended before it read its configuration shows that by its end, not here.
  child.stdin.on('error', () => undefined);
  child.stdin.end(`${JSON.stringify(config)}\n`);
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS * slowness());
    await exited;
    clearTimeout(timer);
  };
  try {
    const ready = await readyLine(child.stdout, exited, () => stderr, signal);
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
  const [program = '', ...args] = command;
  const child = spawn(program, args, { cwd, env: environment(), stdio: ['pipe', 'pipe', 'pipe'] });
  living.add(child);
  const { promise, resolve } = Promise.withResolvers<{ code: number | null }>();
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    if (stdout.includes('\n')) resolve({ code: null });
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_BYTES);
  });
  child.once('error', (error) => {
    stderr += String(error);
    resolve({ code: null });
  });
  // `close` and not `exit`: what it said last is read by then.
  child.once('close', (code) => {
    living.delete(child);
    resolve({ code });
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(`${line}\n`);
  const timer = setTimeout(() => resolve({ code: null }), START_MS * slowness());
  const { code } = await promise;
  clearTimeout(timer);
  child.kill('SIGKILL');
  return { isReady: stdout.includes('\n'), code, stdout, stderr };
}

function readyLine(
  stdout: NodeJS.ReadableStream,
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
  let text = '';
  let isRead = false;
  stdout.setEncoding('utf8');
  stdout.on('data', (chunk: string) => {
    if (isRead) return;
    text += chunk;
    const lf = text.indexOf('\n');
    if (lf < 0) return;
    isRead = true;
    try {
      resolve(checkReadyLine(JSON.parse(text.slice(0, lf))));
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
