// Runs one step of the gate and keeps what it said. Knows no step by name.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Step } from './steps.ts';

/** How a step ended. */
export interface StepResult {
  readonly ok: boolean;
  /** What the commands printed, both streams in order. */
  readonly output: string;
  readonly elapsedMs: number;
}

/** Runs a step's commands in turn, to the first that fails. A program that is not there fails too. */
export async function runStep(step: Step, folder: string, env: NodeJS.ProcessEnv): Promise<StepResult> {
  const start = performance.now();
  const output: string[] = [];
  let ok = true;
  for (const [program, ...args] of step.commands) {
    const child = spawn(program, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()));
    ok = await once(child, 'close').then(
      ([status]) => status === 0,
      (error: Error) => {
        output.push(`${error.message}\n`);
        return false;
      },
    );
    if (!ok) break;
  }
  return { ok, output: output.join(''), elapsedMs: performance.now() - start };
}
