// The parent's side of one generator process: starts it on its core and turns orders and reports into calls.
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { HubbubError } from '@hubbub/protocol';
import { pinned } from '../process/placement.ts';
import type { Order, Report } from './job.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

/** MB of V8's nursery: collecting a small one takes 0.3 to 0.8 ms, one of the usual 16 up to 12, and makes it late. */
const NURSERY_MB = 1;

/** A generator process. */
export interface GeneratorProcess {
  readonly pid: number;
  /**
   * Gives an order and waits for its report.
   * @throws HubbubError `start_failed`, `timed_out` or `closed` where it cannot be answered.
   */
  ask<K extends Report['kind']>(
    order: Order,
    kind: K,
    timeoutMs: number,
  ): Promise<Extract<Report, { kind: K }>>;
  /** Ends the process at once. */
  kill(): void;
}

/** Starts a generator process on the given CPUs. */
export function launchGenerator(cpus: string | null, signal?: AbortSignal): GeneratorProcess {
  const [program = '', ...args] = pinned(
    [process.execPath, `--max-semi-space-size=${NURSERY_MB}`, MAIN],
    cpus,
  );
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  // What goes wrong with the process is told by the exchange under way.
  child.on('error', () => {});
  return {
    pid: child.pid ?? 0,
    async ask(order, kind, timeoutMs) {
      const report = await exchange(child, order, timeoutMs, signal);
      if (report.kind !== kind) {
        const reason = report.kind === 'failed' ? report.reason : `unexpected ${report.kind}`;
        throw new HubbubError('start_failed', reason);
      }
      return report as Extract<Report, { kind: typeof kind }>;
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

function exchange(
  child: ChildProcess,
  order: Order,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Report> {
  const { promise, resolve, reject } = Promise.withResolvers<Report>();
  const onMessage = (message: unknown) => resolve(message as Report);
  const onExit = () => reject(new HubbubError('start_failed', 'the load generator ended'));
  const onAbort = () => reject(new HubbubError('closed', 'the run was aborted'));
  const timer = setTimeout(
    () => reject(new HubbubError('timed_out', `no answer to ${order.kind} in ${timeoutMs} ms`)),
    timeoutMs,
  );
  child.once('message', onMessage);
  child.once('exit', onExit);
  child.once('error', reject);
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted === true) onAbort();
  else if (child.exitCode !== null || child.signalCode !== null) onExit();
  else child.send(order);
  return promise.finally(() => {
    clearTimeout(timer);
    child.off('message', onMessage);
    child.off('exit', onExit);
    child.off('error', reject);
    signal?.removeEventListener('abort', onAbort);
  });
}
