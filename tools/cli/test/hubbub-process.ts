// Runs the `hubbub` command as a process of its own, as a shell would.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

const MAIN = resolve(import.meta.dirname, '../src/main.ts');

/** How a finished run ended. */
export interface Finished {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the command; it is killed with the test if it still runs. */
export function startHubbub(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, [MAIN, ...args], { env: { ...process.env, ...env }, cwd: '/' });
  onTestFinished(() => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  });
  return child;
}

/** Waits for the end of a started command and collects what it wrote. */
export async function finished(child: ChildProcess): Promise<Finished> {
  const [stdout, stderr, [status, signal]] = await Promise.all([
    child.stdout === null ? '' : text(child.stdout),
    child.stderr === null ? '' : text(child.stderr),
    once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>,
  ]);
  return { status, signal, stdout, stderr };
}

/** Runs the command to its end, with nothing on stdin. */
export function runHubbub(args: readonly string[], env: Record<string, string> = {}): Promise<Finished> {
  const child = startHubbub(args, env);
  child.stdin?.end();
  return finished(child);
}
