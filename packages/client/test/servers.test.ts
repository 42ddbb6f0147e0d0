// The client against the servers of this repository as processes, over connections that break again and again: each
// message must arrive exactly once and in order, and each `say` must have been said exactly once.
import { BINDINGS, type ServerFrameOf } from '@hubbub/protocol';
import { describe, expect, it } from 'vitest';
import { type Client, type ClientOptions, connect } from '../src/index.ts';
import { rejection } from './awaiting.ts';
import { type Cut, startProxy } from './proxy.ts';
import { startRealServer } from './real-server.ts';

const SENDERS = 3;
const MESSAGES_EACH = 60;
const MESSAGES = SENDERS * MESSAGES_EACH;
const HEARD_PER_CUT = 15;

/** All messages that a client hears, and a promise for when it has heard a number of them. */
function listen(client: Client) {
  const heard: ServerFrameOf<'message'>[] = [];
  const waiting = new Map<number, () => void>();
  client.on('message', (message) => {
    heard.push(message);
    waiting.get(heard.length)?.();
  });
  const reached = (count: number): Promise<void> =>
    heard.length >= count ? Promise.resolve() : new Promise((resolve) => waiting.set(count, resolve));
  return { heard, reached };
}

const quick: Partial<ClientOptions> = { reconnect: { baseMs: 10, maxMs: 50 }, requestTimeoutMs: 60_000 };
// A connection that the server does not miss soon holds its nick, where the token of its session was lost on the way.
const limits = { ratePerSecond: 0, heartbeatMs: 500, idleTimeoutMs: 2_000 };

/**
 * Lets some clients talk through a proxy, two messages at a time each, while one beside the proxy watches, and holds all
 * that everybody heard, and every answer, against what the watcher saw.
 */
async function chatter(serverUrl: string, proxyUrl: string, onHeard: (count: number) => void): Promise<void> {
  await using watcher = await connect(serverUrl, { nick: 'watcher' });
  const truth = listen(watcher);
  await watcher.join('lobby');
  await using stack = new AsyncDisposableStack();
  const senders: Client[] = [];
  for (let i = 0; i < SENDERS; i++)
    senders.push(stack.use(await connect(proxyUrl, { ...quick, nick: `sender${i}` })));
  const ears = senders.map(listen);
  const gaps: unknown[] = [];
  for (const client of senders) client.on('gap', (gap) => gaps.push(gap));
  await Promise.all(senders.map((client) => client.join('lobby')));
  watcher.on('message', () => onHeard(truth.heard.length));

  const said = await Promise.all(
    senders.map(async (client, i) => {
      const seqs: (number | undefined)[] = [];
      for (let n = 0; n < MESSAGES_EACH; n += 2) {
        const pair = [n, n + 1].map((m) => client.say('lobby', `${i}:${m}`));
        for (const { seq } of await Promise.all(pair)) seqs.push(seq);
      }
      return seqs;
    }),
  );
  await Promise.all([truth, ...ears].map(({ reached }) => reached(MESSAGES)));
  // A barrier: whatever would be repeated is there by now.
  await Promise.all([watcher, ...senders].map((client) => client.ping()));

  expect(gaps).toEqual([]);
  expect(truth.heard.map(({ seq }) => seq)).toEqual(Array.from({ length: MESSAGES }, (_, i) => i + 1));
  for (const { heard } of ears) expect(heard).toEqual(truth.heard);
  for (const [i, seqs] of said.entries()) {
    const own = truth.heard.filter(({ from }) => from === `sender${i}`);
    expect(own.map(({ text }) => text)).toEqual(Array.from({ length: MESSAGES_EACH }, (_, n) => `${i}:${n}`));
    expect(own.map(({ seq }) => seq)).toEqual(seqs);
  }
}

describe.each(BINDINGS)('%s', (binding) => {
  it.each<Cut>(['both', 'unnoticed'])(
    'loses and repeats nothing while connections break (%s)',
    async (how) => {
      await using server = await startRealServer(binding, limits);
      await using proxy = await startProxy(server.url);
      let cuts = 0;
      await chatter(server.url, proxy.url, (count) => {
        if (count % HEARD_PER_CUT === 0) cuts += proxy.cut(how);
      });
      expect(cuts).toBeGreaterThanOrEqual(12);
    },
    60_000,
  );

  it('loses and repeats nothing wherever in a frame a connection breaks', async () => {
    await using server = await startRealServer(binding, limits);
    let connections = 0;
    await using proxy = await startProxy(server.url, () => 4_000 + ((997 * connections++) % 3_001));
    await chatter(server.url, proxy.url, () => undefined);
    expect(connections).toBeGreaterThanOrEqual(SENDERS + 12);
  }, 60_000);

  it('speaks every request of the protocol', async () => {
    await using server = await startRealServer(binding);
    await using ann = await connect(server.url, { nick: 'ann' });
    await using bob = await connect(server.url, { nick: 'bob' });
    await ann.join('lobby');
    const joined = await bob.join('lobby');
    expect(joined.members).toEqual(['ann', 'bob']);
    await ann.ping();
    expect([...(ann.rooms.get('lobby')?.members ?? [])].sort()).toEqual(['ann', 'bob']);
    const heard = listen(bob);
    const first = await ann.say('lobby', 'first', { id: 'x' });
    expect(first).toMatchObject({ room: 'lobby', seq: 1 });
    expect(await ann.say('lobby', 'again', { id: 'x' })).toMatchObject({ seq: 1, duplicate: true });
    await heard.reached(1);
    const directs: string[] = [];
    bob.on('direct', ({ from, text }) => directs.push(`${from}: ${text}`));
    await ann.direct('bob', 'psst');
    await bob.rename('Bob');
    await bob.ping();
    expect(directs).toEqual(['ann: psst']);
    expect(bob.nick).toBe('Bob');
    const nicks: string[] = [];
    for await (const nick of ann.who('lobby')) nicks.push(nick);
    expect(nicks).toEqual(['Bob', 'ann']);
    const rooms: unknown[] = [];
    for await (const room of ann.listRooms()) rooms.push(room);
    expect(rooms).toEqual([{ room: 'lobby', members: 2 }]);
    expect((await ann.history('lobby', { limit: 5 })).messages.map(({ text }) => text)).toEqual(['first']);
    await ann.leave('lobby');
    expect(await rejection(ann.say('lobby', 'gone'))).toMatchObject({ code: 'not_joined' });
    expect(await rejection(connect(server.url, { nick: 'BOB' }))).toMatchObject({ code: 'nick_taken' });
    expect(heard.heard.length).toBe(1);
  }, 60_000);

  it('says that it is full, where a client can be told', async () => {
    await using server = await startRealServer(binding, { maxConnections: 1, retryAfterMs: 4_321 });
    await using _ann = await connect(server.url, { nick: 'ann' });
    // A WebSocket shows nothing of the 503 that refused it, here as in a browser.
    const told = { code: 'server_full', details: { retryAfterMs: 4_321 } };
    const expected = binding === 'websocket' ? { code: 'connection_failed' } : told;
    expect(await rejection(connect(server.url, { nick: 'bob' }))).toMatchObject(expected);
  }, 60_000);
});
