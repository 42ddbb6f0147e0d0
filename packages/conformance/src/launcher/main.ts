// The launcher's process. To start a process costs a copy of one's own page tables, which the suite, grown to a gigabyte,
// would pay a hundred times over and be late meanwhile; this one stays small. It ends with the suite, and what it started
// with it.
import { type ChildProcess, spawn } from 'node:child_process';
import type { LaunchOrder, LaunchReport } from './messages.ts';

const living = new Map<number, ChildProcess>();

function tell(report: LaunchReport): void {
  // The suite may be gone already; `disconnect` follows.
  process.send?.(report, undefined, undefined, () => {});
}

function start({ id, command, cwd, env, input }: Extract<LaunchOrder, { kind: 'start' }>): void {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
  living.set(id, child);
  for (const to of ['stdout', 'stderr'] as const)
    child[to].setEncoding('utf8').on('data', (text: string) => tell({ kind: 'said', id, to, text }));
  // A process that ended before it read its configuration shows that by its end, not here.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  child.once('exit', (code, signal) => {
    tell({ kind: 'exited', id, code, signal });
    gone(id);
  });
  child.once('error', (error) => {
    if (child.pid !== undefined) return;
    tell({ kind: 'said', id, to: 'stderr', text: String(error) });
    tell({ kind: 'exited', id, code: null, signal: null });
    gone(id);
  });
  child.once('close', () => tell({ kind: 'closed', id }));
}

function gone(id: number): void {
  living.delete(id);
  endIfAlone();
}

/** After the suite, and after what it left: nothing remains, not even a process that nobody has waited for. */
function endIfAlone(): void {
  if (!process.connected && living.size === 0) process.exit();
}

process.on('message', (message) => {
  const order = message as LaunchOrder;
  if (order.kind === 'start') start(order);
  else living.get(order.id)?.kill(order.signal);
});
process.on('disconnect', () => {
  for (const child of living.values()) child.kill('SIGKILL');
  endIfAlone();
});
// What ends the suite from the terminal ends it alone; this one goes when the suite has gone.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
