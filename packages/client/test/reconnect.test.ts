// What happens when a connection is lost: resuming, replay, repeats, gaps, and what waits. Ends are in endings.test.ts.
import { describe, expect, it, vi } from 'vitest';
import { createClient } from '../src/index.ts';
import { event, rejection } from './awaiting.ts';
import { startFakeServer } from './fake-server.ts';
import { openInLobby } from './lobby.ts';

vi.setConfig({ testTimeout: 30_000 });

const message = (seq: number, more: object = {}) => ({
  type: 'message',
  room: 'lobby',
  seq,
  from: 'bob',
  text: `m${seq}`,
  at: seq,
  ...more,
});

/** The texts that the client tells from now on, in order. */
function texts(client: {
  on(name: 'message', listener: (event: { text: string }) => void): unknown;
}): string[] {
  const heard: string[] = [];
  client.on('message', ({ text }) => heard.push(text));
  return heard;
}

describe('a lost connection', () => {
  it('is resumed by its session and joins again from the last message; repeats are dropped', async () => {
    await using t = await openInLobby();
    const heard = texts(t.client);
    const eleventh = event(t.client, 'message');
    t.peer.send(message(11));
    await eleventh;
    const { next } = await t.lose();
    expect(await next.greet({ session: 'session-0000000000000000002' })).toEqual({
      type: 'hello',
      version: 1,
      nick: 'ann',
      session: 'session-0000000000000000001',
    });
    const open = event(t.client, 'state');
    const join = await next.admit({ seq: 13, members: ['ann', 'cid'] });
    expect(join).toMatchObject({ room: 'lobby', since: 11 });
    expect(t.client).toMatchObject({ state: 'reconnecting', session: 'session-0000000000000000002' });
    next.send(message(11), message(12), message(12), message(13), message(14));
    expect(await open).toEqual({ state: 'open' });
    const fifteenth = event(t.client, 'message', ({ seq }) => seq === 15);
    next.send(message(15));
    await fifteenth;
    expect(heard).toEqual(['m11', 'm12', 'm13', 'm14', 'm15']);
    expect([...(t.client.rooms.get('lobby')?.members ?? [])]).toEqual(['ann', 'cid']);
  });

  it('is told with what is missing where the server has not kept it', async () => {
    await using t = await openInLobby();
    const heard = texts(t.client);
    const gaps: unknown[] = [];
    t.client.on('gap', (gap) => gaps.push(gap));
    const { next } = await t.lose();
    await next.greet();
    await next.admit({ seq: 30, gap: true });
    const last = event(t.client, 'message', ({ seq }) => seq === 31);
    next.send(message(29), message(30), message(31));
    await last;
    expect(gaps).toEqual([{ room: 'lobby', since: 10, seq: 30 }]);
    expect(heard).toEqual(['m29', 'm30', 'm31']);
    expect(t.client.state).toBe('open');
  });

  it('keeps requests back until the replay is there, then sends them in order', async () => {
    await using t = await openInLobby();
    const { next } = await t.lose();
    const said = [t.client.say('lobby', 'one'), t.client.say('lobby', 'two')];
    await next.greet();
    await next.admit({ seq: 12 });
    next.send(message(11), { type: 'ping' });
    // Nothing but the pong: the replay lacks a message.
    await next.next('pong');
    next.send(message(12));
    for (const [i, text] of ['one', 'two'].entries()) {
      const say = await next.next('say');
      expect(say.text).toBe(text);
      next.send({ type: 'said', ref: say.ref, room: 'lobby', seq: 13 + i, at: 1 });
    }
    expect((await Promise.all(said)).map(({ seq }) => seq)).toEqual([13, 14]);
  });

  it('sends a say again that had no answer, with the same id', async () => {
    await using t = await openInLobby();
    const saying = t.client.say('lobby', 'hi');
    const first = await t.peer.next('say');
    const { next } = await t.lose();
    await next.greet();
    await next.admit({ seq: 10 });
    const second = await next.next('say');
    expect(second).toEqual({ ...first });
    next.send({ type: 'said', ref: second.ref, room: 'lobby', seq: 11, at: 1, duplicate: true });
    expect(await saying).toMatchObject({ seq: 11, duplicate: true });
  });

  it('does not send a say again whose message comes with the replay', async () => {
    await using t = await openInLobby();
    const heard = texts(t.client);
    const saying = t.client.say('lobby', 'hi');
    const { id } = await t.peer.next('say');
    const { next } = await t.lose();
    await next.greet();
    await next.admit({ seq: 12 });
    next.send(message(11, { id, from: 'bob', text: 'his' }), message(12, { id, from: 'ann', text: 'hi' }), {
      type: 'ping',
    });
    expect(await saying).toMatchObject({ seq: 12, duplicate: true });
    await next.next('pong');
    expect(heard).toEqual(['his', 'hi']);
  });

  it('leaves open whether a say was taken where its message may be in the gap', async () => {
    await using t = await openInLobby();
    const saying = rejection(t.client.say('lobby', 'hi'));
    await t.peer.next('say');
    const { next } = await t.lose();
    const later = t.client.say('lobby', 'later');
    await next.greet();
    await next.admit({ seq: 2_000, gap: true });
    expect(await saying).toMatchObject({ code: 'connection_failed' });
    const say = await next.next('say');
    expect(say.text).toBe('later');
    next.send({ type: 'said', ref: say.ref, room: 'lobby', seq: 2_001, at: 1 });
    await later;
  });

  it('leaves open whether a say was taken where the server cannot tell repeats', async () => {
    await using t = await openInLobby({}, { limits: { historySize: 0 }, features: [] });
    const saying = rejection(t.client.say('lobby', 'hi'));
    await t.peer.next('say');
    await t.lose();
    expect(await saying).toMatchObject({ code: 'connection_failed' });
  });

  it('never sends a direct message twice, but one that was not sent yet is sent', async () => {
    await using t = await openInLobby();
    const sent = rejection(t.client.direct('bob', 'first'));
    await t.peer.next('direct');
    const { next } = await t.lose();
    expect(await sent).toMatchObject({ code: 'connection_failed' });
    const waiting = t.client.direct('bob', 'second');
    await next.greet();
    await next.admit({ seq: 10 });
    const { ref, text } = await next.next('direct');
    expect(text).toBe('second');
    next.send({ type: 'said', ref, at: 1 });
    await waiting;
  });

  it('waits longer each time, and not less than the server asks for', async () => {
    await using t = await openInLobby({ reconnect: { baseMs: 100, maxMs: 300 } });
    t.peer.send({ type: 'closing', reason: 'shutdown', retryAfterMs: 5_000 });
    const waits = [];
    for (let connection = t.peer, i = 0; i < 4; i++) {
      const { next, change } = await t.lose(connection);
      waits.push(change.retryInMs);
      connection = next;
    }
    expect(waits).toEqual([5_050, 100, 150, 150]);
  });

  it('gives up after maxAttempts in a row', async () => {
    await using t = await openInLobby({ reconnect: { maxAttempts: 1 } });
    const { next } = await t.lose();
    const closed = event(t.client, 'state', ({ state }) => state === 'closed');
    next.cut();
    expect(await closed).toMatchObject({ error: { code: 'connection_failed' } });
  });

  it('ends the client where reconnect is false', async () => {
    await using t = await openInLobby({ reconnect: false });
    const saying = t.client.say('lobby', 'hi');
    t.peer.cut();
    expect(await rejection(saying)).toMatchObject({ code: 'closed', cause: { code: 'connection_failed' } });
    expect(t.client.state).toBe('closed');
    expect(t.clock.waiting).toBe(0);
  });

  it('tries again where the server still holds the nick, until it must have missed it', async () => {
    await using t = await openInLobby({ reconnect: { baseMs: 60_000, maxMs: 60_000 } });
    const refuse = { type: 'error', code: 'nick_taken', message: 'taken', fatal: false };
    let { next } = await t.lose();
    for (let i = 0; i < 6; i++) {
      const from = next;
      await from.next('hello');
      ({ next } = await t.lose(from, () => from.send(refuse)));
    }
    // 6 × 30 s since the first refusal: more than twice 75 s.
    const closed = event(t.client, 'state', ({ state }) => state === 'closed');
    await next.next('hello');
    next.send(refuse);
    expect(await closed).toMatchObject({ error: { code: 'nick_taken' } });
  });

  it('drops a room that cannot be joined again, and tells it', async () => {
    await using t = await openInLobby();
    const told = event(t.client, 'error');
    const { next } = await t.lose();
    await next.greet();
    const { ref } = await next.next('join');
    const open = event(t.client, 'state');
    next.send({ type: 'error', ref, code: 'too_many_rooms', message: 'too many', fatal: false });
    expect(await told).toMatchObject({ code: 'too_many_rooms' });
    expect(await open).toEqual({ state: 'open' });
    expect(t.client.rooms.size).toBe(0);
  });

  it('is made anew where a room cannot be joined again for the moment', async () => {
    await using t = await openInLobby();
    const { next } = await t.lose();
    await next.greet();
    const { ref } = await next.next('join');
    const { next: third, change } = await t.lose(next, () =>
      next.send({ type: 'error', ref, code: 'unavailable', message: 'x', fatal: false, retryAfterMs: 9_000 }),
    );
    expect(change.retryInMs).toBeGreaterThanOrEqual(9_000);
    await third.greet();
    const open = event(t.client, 'state');
    expect(await third.admit({ seq: 10 })).toMatchObject({ since: 10 });
    expect(await open).toEqual({ state: 'open' });
  });
});

it('joins with the since of an earlier process, once, also in a room named like a member of Object', async () => {
  await using server = await startFakeServer();
  const client = createClient(server.url, { nick: 'ann', since: { constructor: 5 } });
  const peer = await server.accept();
  await peer.greet();
  await client.opened;
  const joining = Promise.all([client.join('constructor'), client.join('valueof')]);
  expect(await peer.admit({ seq: 6 })).toMatchObject({ since: 5 });
  expect(await peer.admit()).not.toHaveProperty('since');
  await joining;
  client.close();
});
