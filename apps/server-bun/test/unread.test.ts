// What Bun leaves to its user: it cannot stop reading from a client, so there must be an end to what one may send.
import { once } from 'node:events';
import { connect } from 'node:net';
import { resolve } from 'node:path';
import { entrantTarget } from '@hubbub/conformance';
import { encodeTextFrames } from '@hubbub/protocol';
import { expect, onTestFinished, test } from 'vitest';

const UPGRADE = [
  'GET /hubbub HTTP/1.1',
  'Host: localhost',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
];

/** A client's frame: masked, with a mask of zeros. */
function masked(text: string): Buffer {
  const frame = Buffer.from(encodeTextFrames([text]));
  const headerBytes = frame.length - Buffer.byteLength(text);
  frame.writeUInt8(frame.readUInt8(1) | 0x80, 1);
  return Buffer.concat([frame.subarray(0, headerBytes), Buffer.alloc(4), frame.subarray(headerBytes)]);
}

test('a client that sends without end and takes no reply is dropped', async () => {
  const server = await entrantTarget(resolve(import.meta.dirname, '..')).start(
    { port: 0 },
    new AbortController().signal,
  );
  onTestFinished(() => server.stop());
  const { hostname, port } = new URL(server.ready.endpoints[0]?.url ?? '');
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => {});
  let isOpen = true;
  const closed = new Promise<void>((done) => {
    socket.once('close', () => {
      isOpen = false;
      done();
    });
  });
  socket.write(`${UPGRADE.join('\r\n')}\r\n\r\n`);
  socket.write(masked('{"type":"hello","version":1,"nick":"ann"}'));
  await once(socket, 'data');
  socket.pause();
  const ping = masked(JSON.stringify({ type: 'ping', data: 'x'.repeat(1_000) }));
  const burst = Buffer.concat(Array.from({ length: 1_000 }, () => ping));
  let sentBytes = 0;
  while (isOpen && sentBytes < 100_000_000) {
    sentBytes += burst.length;
    if (!socket.write(burst)) await Promise.race([once(socket, 'drain'), closed]).catch(() => {});
  }
  socket.resume();
  await closed;
  expect(sentBytes).toBeGreaterThan(16 * 1024 * 1024);
  expect(sentBytes).toBeLessThan(100_000_000);
});
