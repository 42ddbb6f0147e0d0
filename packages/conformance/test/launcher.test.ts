// The launcher: what it passes on, and that nothing it started outlives the suite.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { launch } from '../src/launcher/launcher.ts';

const LAUNCHER = new URL('../src/launcher/launcher.ts', import.meta.url).href;

function start(command: readonly string[], input = '') {
  const said = { stdout: '', stderr: '' };
  const first = Promise.withResolvers<void>();
  const child = launch({
    command,
    cwd: import.meta.dirname,
    env: { ...process.env, LAUNCHED: 'yes' },
    input,
    onStdout: (text) => {
      said.stdout += text;
      first.resolve();
    },
    onStderr: (text) => {
      said.stderr += text;
    },
  });
  onTestFinished(() => child.kill('SIGKILL'));
  return { ...child, said, first: first.promise };
}

test('passes on stdin, the environment, both outputs and the exit status', async () => {
  const code = `process.stdin.pipe(process.stdout); console.error(process.env.LAUNCHED); process.exitCode = 7`;
  const { exited, closed, said } = start([process.execPath, '-e', code], 'grüße\n');
  expect(await exited).toMatchObject({ code: 7, signal: null });
  await closed;
  expect(said).toEqual({ stdout: 'grüße\n', stderr: 'yes\n' });
});

test('passes on a signal, and tells which one ended the process', async () => {
  const child = start([process.execPath, '-e', `console.log('on'); setInterval(() => {}, 1_000)`]);
  await child.first;
  child.kill('SIGTERM');
  expect(await child.exited).toMatchObject({ code: null, signal: 'SIGTERM' });
});

test('tells of a program that there is not', async () => {
  const { exited, closed, said } = start(['./no-such-program']);
  expect(await exited).toMatchObject({ code: null, signal: null });
  await closed;
  expect(said.stderr).toMatch(/ENOENT/);
});

test('what it started ends with the suite, however that ends', async () => {
  const server = `console.log(process.pid); setInterval(() => {}, 1_000)`;
  const suite = `
    import { launch } from ${JSON.stringify(LAUNCHER)};
    launch({
      command: [process.execPath, '-e', ${JSON.stringify(server)}],
      cwd: '.',
      env: process.env,
      input: '',
      onStdout: (text) => console.log(text.trim()),
      onStderr: () => {},
    });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', suite], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [pid] = (await once(createInterface(child.stdout), 'line')) as [string];
  child.kill('SIGKILL');
  await expect.poll(() => isRunning(Number(pid))).toBe(false);
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
