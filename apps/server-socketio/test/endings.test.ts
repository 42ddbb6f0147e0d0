// How connections end: for want of a place, too large, too slow, gone, or with the server.
import { request } from 'node:http';
import { DEFAULT_LIMITS, FANOUT_MODES } from '@hubbub/protocol';
import { describe, expect, it } from 'vitest';
import { Peer, type Transports } from './peer.ts';
import { start } from './running.ts';

describe.each(['polling', 'websocket'] as const)('over %s', (transport) => {
  const transports = [transport];

  it('refuses with server_full where there is no place, until one is free (CAP-1)', async () => {
    const { url, running } = await start({ limits: { maxConnections: 1, retryAfterMs: 2_000 } });
    const only = await Peer.inRoom(url, 'ann', 'den', transports);
    await expect(Peer.connect(url, transports)).rejects.toMatchObject({
      message: 'server_full',
      data: { code: 'server_full', retryAfterMs: 2_000 },
    });
    expect(running.stats()).toMatchObject({ connections: 1, refused: 1 });
    await only.barrier();
    only.socket.disconnect();
    const next = await connectWhenFree(url, transports);
    next.socket.disconnect();
  });

  it('takes a packet of exactly the limit and refuses one byte more (FRAME-5)', async () => {
    const { url } = await start();
    const peer = await Peer.connect(url, transports);
    const overhead = JSON.stringify(['nothing', { pad: '' }]).length;
    const pad = 'é'.repeat(1_000).padEnd(DEFAULT_LIMITS.maxFrameBytes - overhead - 1_000, 'x');
    peer.socket.emit('nothing', { pad });
    expect(await peer.seen('error')).toMatchObject({ code: 'hello_required', fatal: false });
    peer.socket.emit('nothing', { pad: `${pad}x` });
    await peer.closed;
    expect(peer.frames.at(-1)).toMatchObject({ type: 'error', code: 'frame_too_large', fatal: true });
  });

  it('answers bad_frame to binary and to an argument that is no object, and goes on (FRAME-3)', async () => {
    const { url } = await start();
    const peer = await Peer.connect(url, transports);
    for (const argument of [Buffer.from('x'), 'text', 7, null, [{}]]) {
      expect(await peer.ask('hello', argument as object)).toMatchObject({ code: 'bad_frame' });
    }
    expect(await peer.ask('hello', { version: 1, nick: 'ann' })).toMatchObject({ type: 'welcome' });
    peer.socket.disconnect();
  });

  it('tells the others when one disconnects', async () => {
    const { url } = await start();
    const ann = await Peer.inRoom(url, 'ann', 'den', transports);
    const ben = await Peer.inRoom(url, 'ben', 'den', transports);
    ben.socket.disconnect();
    expect(await ann.seen('member_left')).toMatchObject({ nick: 'ben', reason: 'disconnected' });
    ann.socket.disconnect();
  });

  it('stops client and server with closing, without loss (STOP-1)', async () => {
    const { url, running } = await start();
    const ann = await Peer.inRoom(url, 'ann', 'den', transports);
    const ben = await Peer.inRoom(url, 'ben', 'den', transports);
    expect(await ann.ask('say', { room: 'den', text: 'last words' })).toMatchObject({ type: 'said' });
    const stopped = running.close();
    expect(await ben.seen('closing')).toMatchObject({ reason: 'shutdown' });
    expect(await ben.closed).not.toBe('io server disconnect'); // or it would not connect again
    expect(ben.texts).toEqual(['last words']);
    await stopped;
  });

  it('ends a session for good at bye', async () => {
    const { url } = await start();
    const peer = await Peer.inRoom(url, 'ann', 'den', transports);
    peer.socket.emit('bye');
    expect(await peer.closed).toBe('io server disconnect');
    expect(peer.frames.at(-1)).toMatchObject({ type: 'closing', reason: 'bye' });
  });
});

const stalls = FANOUT_MODES.flatMap((mode) => [[mode, 'polling'] as const, [mode, 'websocket'] as const]);

it.each(stalls)(
  'evicts a reader that stalls, and nobody else notices (%s, %s)',
  async (fanout, transport) => {
    const { url, running } = await start({ fanout, limits: { ratePerSecond: 0, maxOutboxBytes: 65_536 } });
    const ann = await Peer.inRoom(url, 'ann', 'den', ['websocket']);
    const slow = await Peer.inRoom(url, 'slow', 'den', [transport]);
    slow.stall();
    let said = 0;
    while (!ann.frames.some(({ type }) => type === 'member_left')) {
      said++;
      await ann.ask('say', { room: 'den', text: 'x'.repeat(4_000) });
    }
    expect(await ann.seen('member_left')).toMatchObject({ nick: 'slow', reason: 'slow_consumer' });
    await ann.barrier();
    expect(ann.texts).toHaveLength(said);
    expect(running.stats()).toMatchObject({ evicted: 1 });
    ann.socket.disconnect();
    slow.socket.disconnect();
  },
);

it('answers 403 to an origin that is not listed', async () => {
  const { url } = await start({ origins: ['https://chat.example'] });
  const statusFor = (origin: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      request(`${url}/socket.io/?EIO=4&transport=polling`, { headers: { origin } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
  expect(await statusFor('https://evil.example')).toBe(403);
  expect(await statusFor('https://chat.example')).toBe(200);
});

/** A place is free a moment after its holder's disconnect; the refusal tells to come again (CAP-1). */
async function connectWhenFree(url: string, transports: Transports): Promise<Peer> {
  for (;;) {
    try {
      return await Peer.connect(url, transports);
    } catch (error) {
      if ((error as Error).message !== 'server_full') throw error;
    }
  }
}
