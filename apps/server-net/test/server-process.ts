// Starts server-net as the process that it is, and ends it with the test.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import type { ReadyLine } from '@hubbub/protocol';
import { checkReadyLine } from '@hubbub/protocol/checks';
import { onTestFinished } from 'vitest';

const FOLDER = new URL('..', import.meta.url).pathname;

/** How a process ended. */
interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stderr: string;
}

/** A running process of server-net. */
export interface ServerProcess {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly exited: Promise<Exit>;
}

/** Runs `node src/main.ts` with these arguments, or any command line in its folder. */
export function run(
  args: readonly string[],
  options: { stdin?: string; shell?: string } = {},
): ServerProcess {
  const [program, ...rest] =
    options.shell === undefined
      ? [process.execPath, 'src/main.ts', ...args]
      : ['/bin/sh', '-c', options.shell, process.execPath, 'src/main.ts', ...args];
  const child = spawn(program as string, rest, { cwd: FOLDER, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.on('error', () => {});
  if (options.stdin !== undefined) child.stdin.end(options.stdin);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const exited = once(child, 'close').then(([code, signal]) => ({ code, signal, stderr }) as Exit);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  return { child, exited };
}

/** Runs it and waits for its ready line; rejects with what it said if it exits before. */
export async function start(
  args: readonly string[] = [],
  options: { shell?: string } = {},
): Promise<ServerProcess & { ready: ReadyLine; url: URL }> {
  const { child, exited } = run(args, options);
  const line = await Promise.race([
    once(child.stdout.setEncoding('utf8'), 'data').then(([chunk]) => String(chunk)),
    exited.then(({ stderr }) => Promise.reject(new Error(`exited: ${stderr}`))),
  ]);
  const ready = checkReadyLine(JSON.parse(line));
  return { child, exited, ready, url: new URL(ready.endpoints[0]?.url ?? '') };
}

/** A raw TCP client: bytes out, text in. */
export interface RawClient {
  readonly socket: Socket;
  /** All text so far. */
  readonly received: () => string;
  /** Waits until this comes, after what was waited for before; rejects if the connection ends first. */
  until(part: string): Promise<void>;
  /** Waits for the connection's end. */
  readonly closed: Promise<void>;
}

/** Connects. */
export async function dial({ hostname, port }: URL): Promise<RawClient> {
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  const chunks: string[] = [];
  let unread = '';
  let isClosed = false;
  let wake = () => {};
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    chunks.push(chunk);
    unread += chunk;
    wake();
  });
  const closed = new Promise<void>((resolve) => {
    socket.on('error', () => {});
    socket.on('close', () => {
      isClosed = true;
      wake();
      resolve();
    });
  });
  if (socket.connecting) await Promise.race([once(socket, 'connect'), closed]);
  return {
    socket,
    closed,
    received: () => chunks.join(''),
    async until(part) {
      for (;;) {
        const at = unread.indexOf(part);
        if (at >= 0) {
          unread = unread.slice(at + part.length);
          return;
        }
        if (isClosed) throw new Error(`closed before ${part}: ${chunks.join('')}`);
        unread = unread.slice(Math.max(0, unread.length - part.length));
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
