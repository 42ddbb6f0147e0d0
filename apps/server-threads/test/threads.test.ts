// What is this server's own: the cap on threads, the time before a client has one, the hand-over, and the end of a
// process whose threads sleep in the kernel.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { checkReadyLine } from '@hubbub/protocol/checks';
import { startServer } from '@hubbub/server-kit';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { server } from '../src/server.ts';
import { ThreadPool } from '../src/thread-pool.ts';

async function start(limits: NonNullable<Parameters<typeof startServer>[1]>['limits'] = {}) {
  const running = await startServer(server, { limits });
  onTestFinished(() => running.close());
  return { running, url: new URL(running.endpoints[0]?.url ?? '') };
}

/** A client whose frames are taken one by one. */
class Client {
  readonly socket: Socket;
  readonly closed: Promise<unknown>;
  readonly #lines: AsyncIterator<string>;

  constructor({ hostname, port }: URL) {
    this.socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    this.socket.on('error', () => {});
    this.closed = once(this.socket, 'close');
    this.#lines = createInterface({ input: this.socket })[Symbol.asyncIterator]();
    onTestFinished(() => void this.socket.destroy());
  }

  send(...frames: object[]): void {
    this.socket.write(frames.map((frame) => `${JSON.stringify(frame)}\n`).join(''));
  }

  async next(): Promise<Record<string, unknown> | undefined> {
    const { value, done } = await this.#lines.next();
    return done ? undefined : JSON.parse(value);
  }

  async hello(nick: string): Promise<this> {
    this.send({ type: 'hello', version: 1, nick });
    expect(await this.next()).toMatchObject({ type: 'welcome', nick });
    return this;
  }
}

test('§12: the default of maxConnections is the thread cap', async () => {
  const { running } = await start();
  expect(running.limits.maxConnections).toBe(64);
});

test('CAP-1: at the cap a client is refused at once and counted; a place that is freed is used again', async () => {
  const { running, url } = await start({ maxConnections: 2 });
  const [ann] = await Promise.all([new Client(url).hello('ann'), new Client(url).hello('ben')]);
  const refused = new Client(url);
  expect(await refused.next()).toMatchObject({ code: 'server_full', fatal: true });
  expect(await refused.next()).toBeUndefined();
  expect(running.stats()).toMatchObject({ connections: 2, refused: 1 });
  ann.socket.destroy();
  await expect.poll(() => running.stats().connections).toBe(1);
  await new Client(url).hello('cleo');
});

test('more clients than warm threads are all served, one thread after the other serves the next', async () => {
  const { running, url } = await start({ maxConnections: 6 });
  for (let round = 0; round < 3; round++) {
    const clients = await Promise.all(Array.from({ length: 6 }, (_, i) => new Client(url).hello(`n${i}`)));
    for (const { socket } of clients) socket.destroy();
    await expect.poll(() => running.stats().connections).toBe(0);
  }
});

test('frames of several kilobytes arrive whole, both ways', async () => {
  const { url } = await start({ ratePerSecond: 0 });
  const ann = await new Client(url).hello('ann');
  const text = 'x'.repeat(4_000);
  ann.send({ type: 'join', room: 'r' });
  expect(await ann.next()).toMatchObject({ type: 'joined' });
  ann.send(...Array.from({ length: 500 }, () => ({ type: 'say', room: 'r', text })));
  for (let seq = 1; seq <= 500; seq++) expect(await ann.next()).toMatchObject({ type: 'message', seq, text });
});

describe('a client that waits for a thread', () => {
  const withoutThreads = () => {
    const lend = vi.spyOn(ThreadPool.prototype, 'lend').mockImplementation(() => {});
    onTestFinished(() => void lend.mockRestore());
  };

  test('HELLO-5: is told hello_timeout', async () => {
    withoutThreads();
    const { url } = await start({ helloTimeoutMs: 50 });
    const client = new Client(url);
    expect(await client.next()).toMatchObject({ code: 'hello_timeout' });
    expect(await client.next()).toBeUndefined();
  });

  test('STOP-1: is told closing', async () => {
    withoutThreads();
    const { running, url } = await start();
    const client = new Client(url);
    await expect.poll(() => running.stats().connections).toBe(1);
    const closed = running.close();
    expect(await client.next()).toMatchObject({ type: 'closing', reason: 'shutdown' });
    client.socket.end();
    await closed;
  });
});

test('STOP-1: a second signal ends the process though its threads sleep in the kernel', async () => {
  const child = spawn(process.execPath, ['src/main.ts', '--max-threads', '3', '--drain-ms', '60000'], {
    cwd: new URL('..', import.meta.url).pathname,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exited = once(child, 'exit');
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const ready = checkReadyLine(JSON.parse(line));
  expect(ready.limits.maxConnections).toBe(3);
  const client = await new Client(new URL(ready.endpoints[0]?.url ?? '')).hello('ann');
  child.kill('SIGTERM');
  expect(await client.next()).toMatchObject({ type: 'closing' });
  child.kill('SIGTERM');
  expect((await exited)[0]).toBe(130);
});
