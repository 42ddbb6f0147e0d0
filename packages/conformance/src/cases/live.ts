// Cases of the section LIVE of PROTOCOL.md: data and their runs, nothing that runs them.
import { type ConformanceCase, defineCase } from '../case.ts';
import type { CaseContext } from '../context.ts';
import type { Peer } from '../peers/peer.ts';
import { WS_OPCODE, webSocketFrame } from '../peers/websocket-bytes.ts';

const SHORT = { limits: { heartbeatMs: 500, idleTimeoutMs: 2_500 } } as const;
/** Pongs that may come to nothing on a busy machine. */
const MOST_TRIES = 20;
// Where a client has to be heard in time, the suite may be held up for seconds among its other cases.
const LONG = { limits: { heartbeatMs: 500, idleTimeoutMs: 5_000 }, timeoutMs: 60_000 } as const;

/**
 * A client for which `beat` is called at every heartbeat of another one, for longer than the idle timeout, must live. A
 * try in which the suite itself was late by half of that timeout says nothing: then there is another.
 */
async function staysAlive(ctx: CaseContext, beat: (peer: Peer, count: number) => unknown): Promise<void> {
  for (let tries = 1; ; tries++) {
    const from = ctx.now();
    const clock = await ctx.client({ label: 'clock' });
    const peer = await ctx.client({ autoPong: false });
    const beats = Math.ceil((1.2 * ctx.limits.idleTimeoutMs) / ctx.limits.heartbeatMs);
    try {
      for (let count = 1; count <= beats; count++) {
        await clock.collect('ping', count, { withinMs: ctx.latest(ctx.limits.heartbeatMs) + 2_000 });
        await beat(peer, count);
      }
      await peer.expectUsable();
      return;
    } catch (error) {
      if (tries === 3 || ctx.lateness(from) < ctx.limits.idleTimeoutMs / 2) throw error;
      ctx.note(`the suite was ${Math.round(ctx.lateness(from))} ms late itself: once more`);
    }
  }
}

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
    id: 'LIVE-1.3',
    title: 'MUST ping again after each heartbeatMs of silence that follows a pong, and not earlier',
    profile: 'ops',
    needs: LONG,
    async run(ctx) {
      const peer = await ctx.client({ autoPong: false });
      const { heartbeatMs } = ctx.limits;
      const pings = () => peer.log.filter(({ frame }) => frame.type === 'ping');
      const nextPing = async (count: number): Promise<number> => {
        await peer.collect('ping', count, { withinMs: ctx.latest(heartbeatMs) + 2_000 });
        return pings()[count - 1]?.atMs ?? Number.NaN;
      };
      await nextPing(1);
      for (let told = 0, tries = 0; told < 4; tries++) {
        const count = pings().length;
        const sentMs = ctx.now();
        peer.send({ type: 'pong' });
        const silenceMs = (await nextPing(count + 1)) - sentMs;
        // Where this machine runs half a second late, the next ping is under way when the pong leaves: that tells nothing.
        const latestMs = ctx.latest(heartbeatMs);
        const isLate = latestMs > 2 * heartbeatMs;
        if (silenceMs < heartbeatMs - 5 && isLate && tries < MOST_TRIES) continue;
        ctx.assert.within(silenceMs, heartbeatMs - 5, latestMs, 'from a pong to the next ping');
        told++;
      }
    },
  }),
  defineCase({
    id: 'LIVE-2.1',
    title: 'MUST keep a client that only answers the pings',
    profile: 'ops',
    needs: LONG,
    run: (ctx) =>
      staysAlive(ctx, async (peer, count) => {
        await peer.collect('ping', count, { withinMs: ctx.latest(ctx.limits.heartbeatMs) + 2_000 });
        peer.send({ type: 'pong' });
      }),
  }),
  defineCase({
    id: 'LIVE-2.2',
    title: 'MUST count any frame as life, a refused one too',
    profile: 'ops',
    needs: LONG,
    run: (ctx) => staysAlive(ctx, (peer) => peer.refused({ type: 'leave', room: ctx.room() }, 'not_joined')),
  }),
  defineCase({
    id: 'LIVE-2.6',
    title: 'MUST count a WebSocket control frame as life',
    profile: 'ops',
    bindings: ['websocket'],
    needs: LONG,
    run: (ctx) =>
      staysAlive(ctx, (peer, count) => {
        peer.sendBytes(webSocketFrame({ opcode: WS_OPCODE.ping, payload: `${count}` }));
        return peer.expectControl('pong', `${count}`);
      }),
  }),
  defineCase({
    id: 'LIVE-2.7',
    title: 'MUST count a frame that is no frame as life',
    profile: 'ops',
    bindings: ['lines', 'websocket'],
    needs: LONG,
    run: (ctx) =>
      staysAlive(ctx, async (peer, count) => {
        // One in three is right, so that there are never too many in a row.
        if (count % 3 === 0) return peer.refused({ type: 'leave', room: ctx.room() }, 'not_joined');
        const since = peer.mark();
        peer.sendText('no frame');
        return peer.expect({ type: 'error', code: 'bad_frame' }, { since });
      }),
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
