// How a client ends, and what does not end it: fatal errors, a silent server, a goodbye.
import { describe, expect, it, vi } from 'vitest';
import { event } from './awaiting.ts';
import { openInLobby } from './lobby.ts';

vi.setConfig({ testTimeout: 30_000 });

it.each(['replaced', 'unauthorized', 'too_many_errors', 'unsupported_version', 'frame_too_large'])(
  'a fatal %s ends the client',
  async (code) => {
    await using t = await openInLobby();
    const closed = event(t.client, 'state');
    t.peer.send({ type: 'error', code, message: 'no', fatal: true });
    expect(await closed).toMatchObject({ state: 'closed', error: { code } });
    await t.peer.closed();
  },
);

it.each(['idle_timeout', 'slow_consumer', 'internal', 'server_full'])(
  'a fatal %s is tried again',
  async (code) => {
    await using t = await openInLobby();
    const { next, change } = await t.lose(t.peer, () =>
      t.peer.send({ type: 'error', code, message: 'x', fatal: true }),
    );
    expect(change).toMatchObject({ error: { code } });
    await next.next('hello');
  },
);

describe('a silent server', () => {
  it('is asked after idleTimeoutMs, and left when it does not answer', async () => {
    await using t = await openInLobby({ pingTimeoutMs: 1_000 });
    t.clock.advance(75_000);
    await t.peer.next('ping');
    const lost = event(t.client, 'state');
    t.clock.advance(1_000);
    expect(await lost).toMatchObject({ state: 'reconnecting', error: { code: 'connection_failed' } });
  });

  it('is kept when it answers', async () => {
    await using t = await openInLobby({ pingTimeoutMs: 1_000 });
    t.clock.advance(75_000);
    const { ref } = await t.peer.next('ping');
    const heard = event(t.client, 'direct');
    t.peer.send({ type: 'pong', ref }, { type: 'direct', from: 'bob', to: 'ann', text: 'here', at: 1 });
    await heard;
    t.clock.advance(1_000);
    expect(t.client.state).toBe('open');
  });
});

describe('bye', () => {
  it('comes after all that was asked before', async () => {
    await using t = await openInLobby();
    const saying = t.client.say('lobby', 'last words');
    const leaving = t.client.bye();
    const say = await t.peer.next('say');
    const bye = await t.peer.next('bye');
    t.peer.send(
      { type: 'said', ref: say.ref, room: 'lobby', seq: 11, at: 1 },
      { type: 'closing', ref: bye.ref, reason: 'bye' },
    );
    expect(await saying).toMatchObject({ seq: 11 });
    await leaving;
    expect(t.client.state).toBe('closed');
    await t.peer.closed();
    expect(t.clock.waiting).toBe(0);
  });

  it('ends a client at once that has no connection', async () => {
    await using t = await openInLobby();
    const lost = event(t.client, 'state');
    t.peer.cut();
    await lost;
    await t.client.bye();
    expect(t.client.state).toBe('closed');
    expect(t.clock.waiting).toBe(0);
  });
});
