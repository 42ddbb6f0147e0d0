// Long polling by hand, with fetch: what an unmodified client never does.
import { DEFAULT_LIMITS } from '@hubbub/protocol';
import { expect, it } from 'vitest';
import { Peer } from './peer.ts';
import { start as startWith } from './running.ts';

/** These sessions stop polling at a test's end, so the server drops them after its drain. */
const start = () => startWith({ limits: { drainMs: 300 } });

/** A session that polls; Engine.IO packets are separated by U+001E. */
class Session {
  readonly #url: string;

  private constructor(url: string) {
    this.#url = url;
  }

  static async open(url: string): Promise<Session> {
    const base = `${url}/socket.io/?EIO=4&transport=polling`;
    const handshake = await (await fetch(base)).text();
    return new Session(`${base}&sid=${JSON.parse(handshake.slice(1)).sid}`);
  }

  static async connected(url: string): Promise<Session> {
    const session = await Session.open(url);
    expect(await session.post('40')).toBe(200);
    expect(await session.poll()).toMatch(/^40/);
    return session;
  }

  async post(body: string): Promise<number> {
    return (await fetch(this.#url, { method: 'POST', body })).status;
  }

  async poll(): Promise<string> {
    return (await fetch(this.#url)).text();
  }
}

it('answers bad_frame to an event that is none, and goes on (FRAME-3)', async () => {
  const { url } = await start();
  const session = await Session.connected(url);
  for (const packet of ['42{"not":"an event"', '42[{}]', '42[1,{}]', '42[]', '42']) {
    await session.post(packet);
    expect(await session.poll()).toContain('"code":"bad_frame"');
  }
  await session.post('42["hello",{"version":1,"nick":"ann"}]');
  expect(await session.poll()).toMatch(/^42\["welcome",/);
});

it('takes many packets in one request and answers them in order', async () => {
  const { url } = await start();
  const session = await Session.connected(url);
  await session.post(['42["hello",{"version":1,"nick":"ann"}]', '427["rooms"]', '42["rooms"]'].join('\x1e'));
  let packets = await session.poll();
  while (!packets.includes('42["rooms"')) packets += `\x1e${await session.poll()}`;
  expect(packets.split('\x1e').map((packet) => packet.slice(0, 12))).toEqual([
    '42["welcome"',
    '437[{"type":',
    '42["rooms",{',
  ]);
});

it('reads no further request of a client that does not fetch its own replies (FLOW-2)', async () => {
  const { url, running } = await start();
  const witness = await Peer.connect(url, ['websocket']);
  const session = await Session.connected(url);
  const ping = `42["ping",{"data":"${'x'.repeat(1_000)}"}]`;
  await session.post(Array.from({ length: 100 }, () => ping).join('\x1e'));
  await witness.barrier();
  const before = running.stats().received;
  const held = session.post(ping);
  for (let i = 0; i < 5; i++) await witness.barrier();
  expect(running.stats().received).toBe(before + 5);
  let replies = 0;
  while (replies < 101) replies += (await session.poll()).split('42["pong"').length - 1;
  expect(await held).toBe(200);
  expect(replies).toBe(101);
  witness.socket.disconnect();
});

it('says frame_too_large also where Engine.IO stops reading by itself (FRAME-5)', async () => {
  const { url } = await start();
  const session = await Session.connected(url);
  expect(await session.post(`42["say",{"text":"${'x'.repeat(3 * DEFAULT_LIMITS.maxFrameBytes)}"}]`)).toBe(
    413,
  );
  expect(await session.poll()).toContain('"code":"frame_too_large"');
});

it('frees the place of a handshake that nothing follows (HELLO-5)', async () => {
  const { url, running } = await startWith({ limits: { helloTimeoutMs: 200 } });
  const session = await Session.open(url);
  expect(running.stats().connections).toBe(1);
  await session.poll();
  expect(running.stats().connections).toBe(0);
});

it('answers 404 to what is not Socket.IO', async () => {
  const { url } = await start();
  expect((await fetch(`${url}/socket.io.js`)).status).toBe(404);
});
