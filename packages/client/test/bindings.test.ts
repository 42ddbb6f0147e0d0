// What every binding must carry alike, against a server written byte by byte.
import { describe, expect, it, vi } from 'vitest';
import { connect, createClient } from '../src/index.ts';
import { event, rejection } from './awaiting.ts';
import { FAKE_BINDINGS, startFakeServer } from './fake-server.ts';

vi.setConfig({ testTimeout: 30_000 });

describe.each(FAKE_BINDINGS)('%s', (binding) => {
  it('says hello, then carries requests, replies and events', async () => {
    await using server = await startFakeServer(binding);
    const connecting = connect(server.url, { nick: 'ann', token: () => Promise.resolve('t') });
    const peer = await server.accept();
    expect(await peer.greet()).toEqual({ type: 'hello', version: 1, nick: 'ann', token: 't' });
    const client = await connecting;
    expect(client).toMatchObject({ state: 'open', nick: 'ann', session: 'session-0000000000000000001' });
    expect(client.welcome?.server.name).toBe('fake');

    const joining = client.join('lobby');
    const join = await peer.admit({ seq: 4, members: ['ann', 'bob'] });
    expect(join).toEqual({ type: 'join', room: 'lobby', ref: expect.any(String) });
    expect(await joining).toMatchObject({ room: 'lobby', seq: 4 });

    const text = 'snow ☃ 🌨 \n and "quotes"';
    const saying = client.say('lobby', text);
    const say = await peer.next('say');
    expect(say).toEqual({
      type: 'say',
      room: 'lobby',
      text,
      id: expect.any(String),
      ref: expect.any(String),
    });
    const heard = event(client, 'message');
    const message = { type: 'message', room: 'lobby', seq: 5, id: say.id, from: 'ann', text, at: 7 };
    peer.send({ type: 'said', ref: say.ref, room: 'lobby', seq: 5, at: 7 }, message);
    expect(await saying).toMatchObject({ seq: 5, at: 7 });
    expect(await heard).toEqual(message);
    await Promise.all([
      client.bye(),
      peer.next('bye').then(({ ref }) => peer.send({ type: 'closing', ref, reason: 'bye' })),
    ]);
    expect(client.state).toBe('closed');
    await peer.closed();
  });

  it('answers the server’s ping with a pong that carries its data', async () => {
    await using server = await startFakeServer(binding);
    const client = createClient(server.url, { nick: 'ann' });
    const peer = await server.accept();
    await peer.greet();
    await client.opened;
    peer.send({ type: 'ping', data: { a: [1, null] } }, { type: 'ping' });
    expect(await peer.next('pong')).toEqual({ type: 'pong', data: { a: [1, null] } });
    expect(await peer.next('pong')).toEqual({ type: 'pong' });
    client.close();
    await peer.closed();
  });

  it('rejects with the server’s error where hello is refused', async () => {
    await using server = await startFakeServer(binding);
    const connecting = connect(server.url, { nick: 'ann' });
    const peer = await server.accept();
    await peer.next('hello');
    peer.send({ type: 'error', code: 'server_full', message: 'no place', fatal: true, retryAfterMs: 40 });
    expect(await rejection(connecting)).toMatchObject({
      code: 'server_full',
      message: 'no place',
      details: { retryAfterMs: 40 },
    });
    await peer.closed();
  });

  it('rejects with connection_failed where the server breaks off before welcome', async () => {
    await using server = await startFakeServer(binding);
    const connecting = connect(server.url, { nick: 'ann' });
    const peer = await server.accept();
    await peer.next('hello');
    peer.cut();
    expect(await rejection(connecting)).toMatchObject({ name: 'HubbubError', code: 'connection_failed' });
  });

  it('rejects with connection_failed where nobody listens', async () => {
    const server = await startFakeServer(binding);
    await server[Symbol.asyncDispose]();
    expect(await rejection(connect(server.url, { nick: 'ann' }))).toMatchObject({
      code: 'connection_failed',
    });
  });

  it('rejects with timed_out where welcome does not come', async () => {
    await using server = await startFakeServer(binding);
    const connecting = connect(server.url, { nick: 'ann', connectTimeoutMs: 300 });
    const peer = await server.accept();
    expect(await rejection(connecting)).toMatchObject({ code: 'timed_out' });
    await peer.closed();
  });

  it('is ended by its signal before it is open', async () => {
    await using server = await startFakeServer(binding);
    const abort = new AbortController();
    const connecting = connect(server.url, { nick: 'ann', signal: abort.signal });
    await server.accept();
    abort.abort(new Error('enough'));
    expect(await rejection(connecting)).toMatchObject({ code: 'closed', cause: { message: 'enough' } });
  });
});

describe('lines', () => {
  it('takes frames in any split, inside a character too', async () => {
    await using server = await startFakeServer();
    const client = createClient(server.url, { nick: 'ann' });
    const peer = await server.accept();
    await peer.greet();
    await client.opened;
    const direct = { type: 'direct', from: 'bob', to: 'ann', text: 'žluťoučký 🐎', at: 1 };
    const heard = event(client, 'direct');
    for (const byte of Buffer.from(`\n\r\n${JSON.stringify(direct)}\r\n`))
      peer.sendBytes(Buffer.from([byte]));
    expect(await heard).toEqual(direct);
    client.close();
  });

  it('ends a connection whose bytes are no UTF-8', async () => {
    await using server = await startFakeServer();
    const client = createClient(server.url, { nick: 'ann', reconnect: false });
    const peer = await server.accept();
    await peer.greet();
    await client.opened;
    const told = event(client, 'error');
    const closed = event(client, 'state', ({ state }) => state === 'closed');
    peer.sendBytes(Buffer.from([0x22, 0xff, 0x22, 0x0a]));
    expect(await told).toMatchObject({ code: 'protocol_violation' });
    expect(await closed).toMatchObject({ error: { code: 'connection_failed' } });
  });
});

it('refuses a scheme that is no binding', async () => {
  expect(await rejection(connect('ftp://127.0.0.1/', { nick: 'ann' }))).toMatchObject({
    code: 'argument_invalid',
  });
});
