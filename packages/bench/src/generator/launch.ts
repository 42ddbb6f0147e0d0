// The parent's side of the generator: starts its process on its core and turns orders and reports into calls.
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { HubbubError } from '@hubbub/protocol';
import { pinned } from '../process/placement.ts';
import type { Job, LoadReport, Order, Report, StalledFacts } from './job.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const JOIN_TIMEOUT_MS = 30_000;
const FINISH_TIMEOUT_MS = 15_000;
/** Beyond what the phase itself may take by its own rules. */
const PHASE_SLACK_MS = 15_000;

/** A generator process. Each call rejects with `start_failed`, `timed_out` or `closed` where it cannot be answered. */
export interface Generator {
  readonly pid: number;
  /** Connects the first quarter of the members. */
  connect(job: Job): Promise<void>;
  connectRest(): Promise<void>;
  warmUp(): Promise<void>;
  measure(): Promise<LoadReport>;
  finish(): Promise<StalledFacts>;
  /** Ends the process at once. */
  kill(): void;
}

/** Starts a generator on the given CPUs. */
export function startGenerator(cpus: string | null, signal?: AbortSignal): Generator {
  const [program = '', ...args] = pinned([process.execPath, MAIN], cpus);
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  // What goes wrong with the process is told by the exchange under way.
  child.on('error', () => {});
  let phaseMs = 0;
  const ask = async <K extends Report['kind']>(order: Order, kind: K, timeoutMs: number) => {
    const report = await exchange(child, order, timeoutMs, signal);
    if (report.kind !== kind) {
      const reason = report.kind === 'failed' ? report.reason : `unexpected ${report.kind}`;
      throw new HubbubError('start_failed', reason);
    }
    return report as Extract<Report, { kind: K }>;
  };
  return {
    pid: child.pid ?? 0,
    async connect(job) {
      const { warmUpMs, durationMs, drainMs } = job.scenario;
      phaseMs = 4 * Math.max(warmUpMs, durationMs) + 2 * drainMs + PHASE_SLACK_MS;
      await ask({ kind: 'connect', job }, 'joined', JOIN_TIMEOUT_MS);
    },
    async connectRest() {
      await ask({ kind: 'connect-rest' }, 'joined', JOIN_TIMEOUT_MS);
    },
    async warmUp() {
      await ask({ kind: 'warm-up' }, 'warmed', phaseMs);
    },
    measure: async () => (await ask({ kind: 'measure' }, 'measured', phaseMs)).report,
    finish: async () => (await ask({ kind: 'finish' }, 'finished', FINISH_TIMEOUT_MS)).stalled,
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
  else child.send(order);
  return promise.finally(() => {
    clearTimeout(timer);
    child.off('message', onMessage);
    child.off('exit', onExit);
    child.off('error', reject);
    signal?.removeEventListener('abort', onAbort);
  });
}
