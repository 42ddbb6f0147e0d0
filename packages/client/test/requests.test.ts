// Requests: deadlines, aborts, limits, replies that are none, and what comes from the server unasked.
import { describe, expect, it, vi } from 'vitest';
import { createClient } from '../src/index.ts';
import type { ClientOptions } from '../src/options.ts';
import { event, rejection } from './awaiting.ts';
import { FakeClock } from './fake-clock.ts';
import { type FakePeer, startFakeServer, type welcome } from './fake-server.ts';

vi.setConfig({ testTimeout: 30_000 });

/** A client of a fake server, open, and the other end of its connection. */
async function open(options: Partial<ClientOptions> = {}, greeting: Parameters<typeof welcome>[1] = {}) {
  const server = await startFakeServer();
  const client = createClient(server.url, { nick: 'ann', ...options });
  const peer = await server.accept();
  await peer.greet(greeting);
  await client.opened;
  const end = async (): Promise<void> => {
    client.close();
    await server[Symbol.asyncDispose]();
  };
  return { server, client, peer, [Symbol.asyncDispose]: end };
}

/** Answers `ping`, so that what came before it has been taken. */
async function barrier(client: Awaited<ReturnType<typeof open>>['client'], peer: FakePeer): Promise<void> {
  const ponged = client.ping();
  const { ref } = await peer.next('ping');
  peer.send({ type: 'pong', ref });
  await ponged;
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

describe('a request', () => {
  it('rejects with timed_out when no answer comes in time, and a late answer does no harm', async () => {
    const clock = new FakeClock();
    await using t = await open({ clock, requestTimeoutMs: 500 });
    const saying = t.client.say('lobby', 'hi');
    const naming = t.client.rename('anna', { timeoutMs: 2_000 });
    const { ref } = await t.peer.next('say');
    clock.advance(499);
    clock.advance(1);
    expect(await rejection(saying)).toMatchObject({ code: 'timed_out' });
    const rename = await t.peer.next('rename');
    t.peer.send(
      { type: 'said', ref, room: 'lobby', seq: 1, at: 1 },
      { type: 'renamed', ref: rename.ref, from: 'ann', to: 'anna' },
    );
    expect(await naming).toMatchObject({ to: 'anna' });
    expect(t.client.nick).toBe('anna');
  });

  it('is given up by its signal: before it is sent, and after', async () => {
    await using t = await open();
    const early = t.client.join('lobby', { signal: AbortSignal.abort(new Error('no')) });
    expect(await rejection(early)).toMatchObject({ code: 'closed', cause: { message: 'no' } });
    const abort = new AbortController();
    const late = t.client.join('den', { signal: abort.signal });
    expect(await t.peer.next('join')).toMatchObject({ room: 'den' });
    abort.abort(new DOMException('too long', 'TimeoutError'));
    expect(await rejection(late)).toMatchObject({ code: 'timed_out' });
  });

  it('rejects with the code, field and retryAfterMs of the error that answers it', async () => {
    await using t = await open();
    const joining = t.client.join('lobby');
    const { ref } = await t.peer.next('join');
    t.peer.send({
      type: 'error',
      ref,
      code: 'unavailable',
      message: 'later',
      fatal: false,
      retryAfterMs: 70,
    });
    expect(await rejection(joining)).toMatchObject({
      code: 'unavailable',
      message: 'later',
      details: { retryAfterMs: 70 },
    });
    expect(t.client.state).toBe('open');
  });

  it('that the server would refuse is refused before it is sent', async () => {
    await using t = await open({}, { limits: { maxTextBytes: 8 } });
    expect(await rejection(t.client.join('No Room'))).toMatchObject({ code: 'room_invalid' });
    expect(await rejection(t.client.rename('-'))).toMatchObject({ code: 'nick_invalid' });
    expect(await rejection(t.client.say('lobby', '☃☃☃'))).toMatchObject({
      code: 'invalid_field',
      details: { field: 'text' },
    });
    expect(await rejection(t.client.say('lobby', '\ud800'))).toMatchObject({ code: 'invalid_field' });
    expect(await rejection(t.client.history('lobby', { limit: 1_001 }))).toMatchObject({
      details: { field: 'limit' },
    });
    await barrier(t.client, t.peer);
  });

  it('beyond maxPending is refused with rate_limited', async () => {
    await using t = await open({ maxPending: 2 });
    const first = [t.client.say('lobby', '1'), t.client.say('lobby', '2')];
    expect(await rejection(t.client.say('lobby', '3'))).toMatchObject({ code: 'rate_limited' });
    const { ref } = await t.peer.next('say');
    t.peer.send({ type: 'said', ref, room: 'lobby', seq: 1, at: 1 });
    await first[0];
    const fourth = t.client.say('lobby', '4');
    await t.peer.next('say');
    expect(await t.peer.next('say')).toMatchObject({ text: '4' });
    t.client.close();
    expect((await Promise.allSettled([...first, fourth])).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
    ]);
  });

  it('rejects with closed after the end of the client, waiting or new', async () => {
    await using t = await open();
    const waiting = t.client.join('lobby');
    await t.peer.next('join');
    t.client.close();
    expect(await rejection(waiting)).toMatchObject({ code: 'closed' });
    expect(await rejection(t.client.join('lobby'))).toMatchObject({ code: 'closed' });
  });

  it('answered by a frame that does not answer it rejects with protocol_violation', async () => {
    await using t = await open();
    const joining = t.client.join('lobby');
    const { ref } = await t.peer.next('join');
    t.peer.send({ type: 'left', ref, room: 'lobby' });
    expect(await rejection(joining)).toMatchObject({ code: 'protocol_violation' });
  });

  it('answered by a frame that is invalid by schema rejects with protocol_violation, told as an event too', async () => {
    await using t = await open();
    const told = event(t.client, 'error');
    const joining = t.client.join('lobby');
    const { ref } = await t.peer.next('join');
    t.peer.send({
      type: 'joined',
      ref,
      room: 'lobby',
      seq: -1,
      members: [],
      complete: true,
      presence: 'each',
    });
    expect(await rejection(joining)).toMatchObject({ code: 'protocol_violation' });
    expect(await told).toMatchObject({ code: 'protocol_violation' });
    expect(t.client.state).toBe('open');
  });
});

describe('what comes unasked', () => {
  it('of an unknown type, or with unknown members, is no fault (FRAME-1)', async () => {
    await using t = await open();
    const errors: unknown[] = [];
    t.client.on('error', (error) => errors.push(error));
    t.peer.send(
      { type: 'constructor', x: 1 },
      { type: 'reaction', room: 'lobby', emoji: '🐎' },
      { type: 'direct', from: 'bob', to: 'ann', text: 'hi', at: 1, colour: 'red' },
    );
    await barrier(t.client, t.peer);
    expect(errors).toEqual([]);
  });

  it('and is no JSON or no frame is told as protocol_violation; the connection goes on', async () => {
    await using t = await open();
    const codes: string[] = [];
    t.client.on('error', ({ code }) => codes.push(code));
    t.peer.sendBytes('{"type":\n[1]\nnull\n{"type":"message"}\n');
    await barrier(t.client, t.peer);
    expect(codes).toEqual(Array(4).fill('protocol_violation'));
  });

  it('as an error without ref is told as an event', async () => {
    await using t = await open();
    const told = event(t.client, 'error');
    t.peer.send({ type: 'error', code: 'bad_frame', message: 'what?', fatal: false });
    expect(await told).toMatchObject({ code: 'bad_frame', message: 'what?' });
  });

  it('is told to every listener, also where one of them throws', async () => {
    await using t = await open();
    const thrown = new Promise((resolve) => process.once('uncaughtException', resolve));
    t.client.on('direct', () => {
      throw new Error('a listener’s own fault');
    });
    const second = event(t.client, 'direct');
    t.peer.send({ type: 'direct', from: 'bob', to: 'ann', text: 'hi', at: 1 });
    expect(await second).toMatchObject({ text: 'hi' });
    expect(await thrown).toMatchObject({ message: 'a listener’s own fault' });
  });
});

it('lists pages to their end: who and rooms', async () => {
  await using t = await open();
  const nicks = collect(t.client.who('lobby'));
  const first = await t.peer.next('who');
  t.peer.send({ type: 'members', ref: first.ref, room: 'lobby', members: ['a', 'b'], next: 'b' });
  const second = await t.peer.next('who');
  expect(second.after).toBe('b');
  t.peer.send({ type: 'members', ref: second.ref, room: 'lobby', members: ['c'] });
  expect(await nicks).toEqual(['a', 'b', 'c']);

  const rooms = collect(t.client.listRooms());
  const page = await t.peer.next('rooms');
  t.peer.send({
    type: 'rooms',
    ref: page.ref,
    rooms: [{ room: 'constructor', members: 2 }],
    next: 'constructor',
  });
  const last = await t.peer.next('rooms');
  expect(last.after).toBe('constructor');
  t.peer.send({ type: 'rooms', ref: last.ref, rooms: [] });
  expect(await rooms).toEqual([{ room: 'constructor', members: 2 }]);
});

it('keeps to the rate that the server states, in the order of the calls', async () => {
  const clock = new FakeClock();
  await using t = await open({ clock }, { limits: { ratePerSecond: 10, rateBurst: 10 } });
  const said = Array.from({ length: 12 }, (_, i) => t.client.say('lobby', String(i)));
  const next = async (): Promise<unknown> => (await t.peer.next('say')).text;
  for (let i = 0; i < 9; i++) expect(await next()).toBe(String(i));
  t.peer.send({ type: 'ping' });
  await t.peer.next('pong');
  clock.advance(112);
  expect(await next()).toBe('9');
  clock.advance(112);
  expect(await next()).toBe('10');
  t.peer.send({ type: 'ping' });
  await t.peer.next('pong');
  t.client.close();
  await Promise.allSettled(said);
});
