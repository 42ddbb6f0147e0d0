// What is this server's own: splits, half-close, resets, partial writes, both bindings of one process, neighbouring
// ports, and a process without descriptors.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { checkReadyLine } from '@hubbub/protocol/checks';
import { startServer } from '@hubbub/server-kit';
import { expect, onTestFinished, test } from 'vitest';
import { server } from '../src/server.ts';
import { dial } from './client.ts';

async function start(config: Parameters<typeof startServer>[1] = {}) {
  const running = await startServer(server, config);
  onTestFinished(() => running.close());
  const [lines, websocket] = running.endpoints.map(({ url }) => new URL(url)) as [URL, URL];
  return { running, lines, websocket };
}

const HELLO = '{"type":"hello","version":1,"nick":"zoe"}\n{"type":"join","room":"r"}\n{"type":"ping"}\n';
const UPGRADE =
  'GET /hubbub HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';

/** A text frame with a mask of zeros. */
function frameOf(text: string): Buffer {
  return Buffer.concat([Buffer.of(0x81, 0x80 | text.length, 0, 0, 0, 0), Buffer.from(text)]);
}

test('a client of each binding, one byte at a time, in the same room', async () => {
  const { lines, websocket } = await start();
  const ann = await dial(lines);
  ann.socket.setNoDelay(true);
  for (const byte of Buffer.from(HELLO)) ann.socket.write(Buffer.of(byte));
  await ann.until('"pong"');
  const ben = await dial(websocket);
  ben.socket.setNoDelay(true);
  const bytes = Buffer.concat([
    Buffer.from(UPGRADE),
    frameOf('{"type":"hello","version":1,"nick":"ben"}'),
    frameOf('{"type":"join","room":"r"}'),
    frameOf('{"type":"say","room":"r","text":"hi"}'),
  ]);
  for (const byte of bytes) ben.socket.write(Buffer.of(byte));
  await ann.until('"from":"ben","text":"hi"');
  expect(ben.received()).toContain('Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n');
});

test.each([
  ['another version', UPGRADE.replace(': 13', ': 12'), 'HTTP/1.1 426 '],
  ['a key that is none', UPGRADE.replace('dGhl', 'x'), 'HTTP/1.1 400 '],
])('an upgrade with %s is refused', async (_what, request, answer) => {
  const { websocket, running } = await start();
  const client = await dial(websocket);
  client.socket.write(request);
  await client.closed;
  expect(client.received().startsWith(answer)).toBe(true);
  await expect.poll(() => running.stats().connections).toBe(0);
});

test('LINE-4: after FIN the replies are delivered, then the server closes too', async () => {
  const { lines, running } = await start();
  const client = await dial(lines);
  client.socket.end(`${HELLO}{"type":"ping","data":"unfinished"}`);
  await client.closed;
  expect(client.received().trimEnd().split('\n').at(-1)).toBe('{"type":"pong"}');
  await expect.poll(() => running.stats()).toMatchObject({ connections: 0, sessions: 0 });
});

test('a reset costs nobody anything', async () => {
  const { lines, running } = await start();
  const ann = await dial(lines);
  ann.socket.write(HELLO);
  await ann.until('pong');
  const ben = await dial(lines);
  ben.socket.write(HELLO.replace('zoe', 'ben'));
  await ben.until('pong');
  ben.socket.resetAndDestroy();
  await ann.until('"member_left","room":"r","nick":"ben","reason":"disconnected"');
  await expect.poll(() => running.stats()).toMatchObject({ connections: 1, sessions: 1 });
});

test('FLOW-2: what the kernel does not take waits here, and arrives whole once the client reads', async () => {
  const { lines, running } = await start({ limits: { ratePerSecond: 0 } });
  const ann = await dial(lines);
  const text = 'x'.repeat(4_000);
  ann.socket.write(HELLO + `{"type":"say","room":"r","text":"${text}"}\n`.repeat(50));
  await ann.until('"seq":50');
  ann.socket.pause();
  const asked = 150; // 30 MB, more than the kernel buffers

  ann.socket.write('{"type":"history","room":"r"}\n'.repeat(asked));
  ann.socket.write('{"type":"ping","data":"last"}\n');
  await expect.poll(() => running.stats().outboxBytes, { timeout: 10_000 }).toBeGreaterThan(0);
  expect(running.stats().received).toBeLessThan(asked);
  ann.socket.resume();
  await ann.until('"last"');
  const frames = ann.received().trimEnd().split('\n');
  expect(frames.filter((frame) => frame.startsWith('{"type":"history"'))).toHaveLength(asked);
  for (const frame of frames) expect(() => JSON.parse(frame)).not.toThrow();
});

test('PROC-2: a fixed port is that of lines, websocket has the next; one in use is refused', async () => {
  const first = await start();
  const port = Number(first.lines.port);
  expect(Number(first.websocket.port)).toBe(port + 1);
  for (const taken of [port, port - 1]) {
    await expect(startServer(server, { port: taken })).rejects.toMatchObject({ code: 'port_in_use' });
  }
  await first.running.close();
  const second = await start({ port });
  expect(second.running.endpoints).toEqual(first.running.endpoints);
});

test('CAP-2: out of file descriptors the process survives and accepts again', async () => {
  const child = spawn('/bin/sh', ['-c', 'ulimit -n 64; exec "$0" "$@"', process.execPath, 'src/main.ts'], {
    cwd: new URL('..', import.meta.url).pathname,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const exited = once(child, 'exit');
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
  const url = new URL(checkReadyLine(JSON.parse(line)).endpoints[0]?.url ?? '');
  const crowd = await Promise.all(Array.from({ length: 100 }, () => dial(url)));
  for (const [i, { socket }] of crowd.entries()) socket.write(HELLO.replace('zoe', `n${i}`));
  // All are served in the end: half of them once the other half is gone.
  await Promise.all(
    crowd.map(async (client) => {
      await client.until('pong');
      client.socket.destroy();
    }),
  );
  child.kill('SIGTERM');
  expect((await exited)[0]).toBe(0);
});
