// Cases of the section LIVE of PROTOCOL.md: data and their runs, nothing that runs them.
import { type ConformanceCase, defineCase } from '../case.ts';

// Wide enough for a suite that is held up for a second or two among its other cases.
const SHORT = { limits: { heartbeatMs: 500, idleTimeoutMs: 2_500 } } as const;

/** The cases of LIVE. */
export const liveCases: readonly ConformanceCase[] = [
  defineCase({
    id: 'LIVE-2.4',
    title: 'MUST answer ping with pong and the same data, whatever JSON value it is',
    async run(ctx) {
      const peer = await ctx.client();
      for (const data of [
        'text',
        0,
        -1.5,
        true,
        false,
        null,
        [],
        [1, [2]],
        { a: { b: null } },
        'é😀',
        '__proto__',
      ]) {
        const pong = await peer.ask({ type: 'ping', data }, 'pong');
        ctx.assert.equal(pong.data, data, 'the data of the pong');
      }
      const bare = await peer.ask({ type: 'ping' }, 'pong');
      ctx.assert.that(!Object.hasOwn(bare, 'data'), 'no data where the ping had none', bare);
    },
  }),
  defineCase({
    id: 'LIVE-1.1',
    title: 'MUST ping a client from which nothing came for heartbeatMs, and not earlier',
    needs: SHORT,
    async run(ctx) {
      const peer = await ctx.client();
      const lastSent = ctx.now();
      await peer.barrier();
      const lastHeard = ctx.now();
      const mark = peer.mark();
      const { heartbeatMs } = ctx.limits;
      await peer.expect('ping', { since: mark, withinMs: ctx.latest(heartbeatMs) + 2_000 });
      const at = peer.log.slice(mark).find(({ frame }) => frame.type === 'ping')?.atMs ?? Number.NaN;
      ctx.assert.within(at - lastSent, heartbeatMs - 5, Number.POSITIVE_INFINITY, 'silence before the ping');
      ctx.assert.within(
        at - lastHeard,
        0,
        ctx.latest(heartbeatMs),
        'silence before the ping, from the last answer',
      );
    },
  }),
  defineCase({
    id: 'LIVE-1.2',
    title: 'MUST drop a client that stays silent for idleTimeoutMs with idle_timeout, and not earlier',
    needs: SHORT,
    async run(ctx) {
      const witness = await ctx.client({ label: 'witness' });
      const peer = await ctx.client({ autoPong: false });
      const room = await ctx.roomOf(witness);
      const lastSent = ctx.now();
      await peer.join(room);
      const lastHeard = ctx.now();
      const { idleTimeoutMs } = ctx.limits;
      const { atMs } = await peer.expectClosed({ error: 'idle_timeout', closeCode: 4004 });
      ctx.assert.within(
        atMs - lastSent,
        idleTimeoutMs - 5,
        Number.POSITIVE_INFINITY,
        'silence before the drop',
      );
      ctx.assert.within(
        atMs - lastHeard,
        0,
        ctx.latest(idleTimeoutMs),
        'silence before the drop, from the last answer',
      );
      const { reason } = await witness.expect({ type: 'member_left', room, nick: peer.nick });
      ctx.assert.equal(reason, 'timeout', 'the reason told to the peers');
    },
  }),
  defineCase({
    id: 'LIVE-2.1',
    title: 'MUST keep a client that only answers the pings',
    needs: SHORT,
    async run(ctx) {
      const peer = await ctx.client();
      const beats = Math.ceil((1.2 * ctx.limits.idleTimeoutMs) / ctx.limits.heartbeatMs);
      await peer.collect('ping', beats, { withinMs: beats * ctx.latest(ctx.limits.heartbeatMs) });
      await peer.expectUsable();
    },
  }),
  defineCase({
    id: 'LIVE-2.2',
    title: 'MUST count any frame as life, a refused one too',
    needs: SHORT,
    async run(ctx) {
      const peer = await ctx.client({ autoPong: false });
      const clock = await ctx.client({ label: 'clock' });
      // The other client's heartbeats are the clock: a refused frame at each, for longer than the idle timeout.
      const beats = Math.ceil((1.2 * ctx.limits.idleTimeoutMs) / ctx.limits.heartbeatMs);
      for (let beat = 1; beat <= beats; beat++) {
        await clock.collect('ping', beat, { withinMs: 5_000 });
        await peer.refused({ type: 'leave', room: ctx.room() }, 'not_joined');
      }
      await peer.expectUsable();
    },
  }),
  defineCase({
    id: 'LIVE-2.3',
    title: 'MUST answer a client’s pong with nothing, also an unsolicited one',
    async run(ctx) {
      const peer = await ctx.client();
      const mark = peer.mark();
      peer.send({ type: 'pong', data: 'unsolicited' });
      await peer.expectNone((frame) => frame.type === 'error', { since: mark });
    },
  }),
  defineCase({
    id: 'LIVE-2.5',
    title:
      'MUST refuse ping data of more than 1024 bytes with invalid_field data, and accept exactly that many',
    async run(ctx) {
      const peer = await ctx.client();
      const data = 'x'.repeat(1_022); // and two quotes
      const pong = await peer.ask({ type: 'ping', data }, 'pong');
      ctx.assert.equal(pong.data, data, 'the data of the pong');
      await peer.refused({ type: 'ping', data: `${data}x` }, 'invalid_field', 'data');
    },
  }),
  defineCase({
    id: 'LIVE-3.1',
    title: 'MUST not answer a pong, before welcome neither',
    async run(ctx) {
      const peer = await ctx.connect();
      peer.send({ type: 'pong' });
      peer.send({ type: 'pong', data: 'before welcome', ref: 'a' });
      await peer.expectNone(({ type }) => type !== 'pong');
      await peer.ask({ type: 'hello', version: 1, nick: ctx.nick() }, 'welcome');
      const since = peer.mark();
      peer.send({ type: 'pong', data: 'after welcome', ref: 'b' });
      await peer.expectNone((frame) => 'ref' in frame && frame.ref === 'b', { since });
      ctx.assert.equal(
        peer.received({ type: 'pong', data: 'after welcome' }),
        [],
        'pongs that answer a pong',
      );
    },
  }),
];
