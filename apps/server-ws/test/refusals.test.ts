// What the server refuses, and in which words: at the upgrade over HTTP, and later with an error frame and a close code.
import { once } from 'node:events';
import { CLOSE, DEFAULT_LIMITS } from '@hubbub/protocol';
import { describe, expect, it } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';
import { Peer } from './peer.ts';
import { start } from './running.ts';

/** The status and the headers with which an upgrade was refused. */
async function refusal(url: string, protocols: string[] = [], options: ClientOptions = {}) {
  const socket = new WebSocket(url, protocols, options);
  const [, response] = await once(socket, 'unexpected-response');
  socket.on('error', () => {}); // `ws` reports the aborted handshake
  socket.terminate();
  return { status: response.statusCode as number, headers: response.headers as Record<string, string> };
}

describe('at the upgrade', () => {
  it('answers 404 on another path and 426 to a plain GET (WS-3)', async () => {
    const { url } = await start();
    expect(await refusal(url.replace('/hubbub', '/other'))).toMatchObject({ status: 404 });
    const plain = url.replace('ws:', 'http:');
    expect(await fetch(plain)).toMatchObject({ status: 426 });
    expect(await fetch(plain.replace('/hubbub', '/'))).toMatchObject({ status: 404 });
  });

  it('answers 400 to other subprotocols and takes none for ours (WS-1)', async () => {
    const { url } = await start();
    expect(await refusal(url, ['chat.v9'])).toMatchObject({ status: 400 });
    const [chosen, none] = [new WebSocket(url, ['chat.v9', 'hubbub.v1']), new WebSocket(url)];
    await Promise.all([once(chosen, 'open'), once(none, 'open')]);
    expect([chosen.protocol, none.protocol]).toEqual(['hubbub.v1', '']);
    chosen.terminate();
    none.terminate();
  });

  it('answers 403 to an origin that is not listed (WS-4)', async () => {
    const { url } = await start({ origins: ['https://chat.example'] });
    expect(await refusal(url, [], { origin: 'https://evil.example' })).toMatchObject({ status: 403 });
    for (const options of [{ origin: 'https://chat.example' }, {}]) {
      (await Peer.connect(url, options)).socket.terminate();
    }
  });

  it('answers 503 where there is no place, until one is free (CAP-1)', async () => {
    const { url, running } = await start({ limits: { maxConnections: 1, retryAfterMs: 2_000 } });
    const only = await Peer.inRoom(url, 'ann', 'den');
    const { status, headers } = await refusal(url);
    expect([status, headers['retry-after']]).toEqual([503, '2']);
    expect(running.stats()).toMatchObject({ connections: 1, refused: 1 });
    only.socket.close();
    await only.closed;
    await Peer.inRoom(url, 'ann', 'den');
  });
});

describe('later', () => {
  const limit = DEFAULT_LIMITS.maxFrameBytes;
  const padded = (bytes: number): string => '{"type":"bye"}'.padEnd(bytes);

  it('takes a frame of exactly the limit (FRAME-5)', async () => {
    const { url } = await start();
    const peer = await Peer.connect(url);
    peer.socket.send(padded(limit));
    expect(await peer.closed).toBe(CLOSE.normal);
    expect(await peer.seen('closing')).toMatchObject({ reason: 'bye' });
  });

  it.each([
    ['one byte more than the limit', (socket: WebSocket) => socket.send(padded(limit + 1))],
    ['far more than the limit', (socket: WebSocket) => socket.send(padded(50 * limit))],
    [
      'more than the limit in fragments',
      (socket: WebSocket) => {
        for (let i = 0; i < 3; i++) socket.send(padded(limit / 2), { fin: false });
      },
    ],
  ])('says frame_too_large and closes with 1009 at %s', async (_, send) => {
    const { url } = await start();
    const peer = await Peer.connect(url);
    send(peer.socket);
    expect(await peer.closed).toBe(CLOSE.tooLarge);
    expect(peer.frames).toMatchObject([{ type: 'error', code: 'frame_too_large', fatal: true }]);
  });

  it('says invalid_utf8 and closes with 1007 (FRAME-6)', async () => {
    const { url } = await start();
    const peer = await Peer.connect(url);
    peer.socket.send(Buffer.from([0x7b, 0xff]), { binary: false });
    expect(await peer.closed).toBe(CLOSE.invalidUtf8);
    expect(peer.frames).toMatchObject([{ type: 'error', code: 'invalid_utf8', fatal: true }]);
  });

  it('closes with 1003 at a binary message (WS-2)', async () => {
    const { url } = await start();
    const peer = await Peer.connect(url);
    peer.socket.send(Buffer.from('{"type":"bye"}'));
    expect(await peer.closed).toBe(CLOSE.binary);
    expect(peer.frames).toEqual([]);
  });

  it('answers a close of the peer with its own code, an error code too', async () => {
    const { url } = await start();
    const peer = await Peer.connect(url);
    peer.socket.close(CLOSE.tooLarge);
    expect(await peer.closed).toBe(CLOSE.tooLarge);
    expect(peer.frames).toEqual([]);
  });
});

it('takes WebSocket pings for life (LIVE-2)', async () => {
  const { url } = await start({ limits: { heartbeatMs: 100, idleTimeoutMs: 250 } });
  const peer = await Peer.connect(url);
  peer.send({ type: 'hello', version: 1, nick: 'ann' });
  let pings = 0;
  peer.socket.on('message', () => peer.socket.ping(`${++pings}`));
  for (let count = 1; count <= 6; ) {
    await once(peer.socket, 'pong');
    count++;
  }
  expect(peer.frames.slice(1).every((frame) => frame.type === 'ping')).toBe(true);
  peer.socket.terminate();
});
