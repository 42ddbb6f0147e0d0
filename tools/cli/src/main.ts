#!/usr/bin/env node
// The `hubbub` command as a process: hands argv, the environment and the streams to hubbub.ts, and exits.
import { readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { delimiter, resolve } from 'node:path';

const { argv, env, stdin, stdout, stderr } = process;
const root = resolve(import.meta.dirname, '../../..');

// Taking the types off costs more than half of the start, for us and for each server that the judges start.
env.NODE_COMPILE_CACHE ??= resolve(root, 'node_modules/.cache/node');
enableCompileCache(env.NODE_COMPILE_CACHE);
const { default: picocolors } = await import('picocolors');
const { runHubbub } = await import('./hubbub.ts');

const manifest = JSON.parse(readFileSync(resolve(import.meta.dirname, '../package.json'), 'utf8')) as {
  version: string;
};
// A plain boolean: left undefined, picocolors decides by itself, and paints wherever CI is set.
const wantsColor = env.FORCE_COLOR ? true : stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';

// A reader that went away (`hubbub list | head -1`) ends the command, quietly.
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
}

const abort = new AbortController();
const onSignal = (): AbortSignal => {
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    if (process.listenerCount(name) === 0) process.once(name, () => abort.abort());
  }
  return abort.signal;
};

const status = await runHubbub(argv.slice(2), manifest.version, {
  input: stdin,
  output: stdout,
  errorOutput: stderr,
  isTerminal: stdout.isTTY === true,
  isErrorTerminal: stderr.isTTY === true,
  colors: picocolors.createColors(wantsColor),
  root,
  command: 'pnpm hubbub conform',
  cwd: process.cwd(),
  node: process.execPath,
  searchPath: (env.PATH ?? '').split(delimiter),
  isCi: (env.CI ?? '') !== '',
  signal: onSignal,
  become: (program, args, folder) => {
    process.chdir(folder);
    if (process.execve === undefined) throw new Error('this platform cannot replace a process');
    return process.execve(program, [program, ...args], env as Record<string, string>);
  },
});
// Left to end by itself, Node may wait for ever for what a run of the suite left half done; what is written has left by then.
await Promise.all([stdout, stderr].map((stream) => new Promise((written) => stream.write('', written))));
process.exit(status);
