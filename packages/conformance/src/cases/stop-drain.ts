// STOP under load and in odd moments: acknowledged messages, second signals, connections that are not clients yet.
import { type CaseDraft, type ConformanceCase, defineCase } from '../case.ts';
import type { CaseContext } from '../context.ts';
import type { Peer } from '../peers/peer.ts';

const SIGNALS = { signals: true, limits: { drainMs: 1_500, retryAfterMs: 700 } } as const;
const ops = (draft: CaseDraft): ConformanceCase => defineCase({ profile: 'ops', needs: SIGNALS, ...draft });
const numbers = (count: number): number[] => [...Array(count).keys()];

/** What a process may take to end once its drain is over: threads to join, files to close; ms. */
const ENDING_MS = 1_000;

/** How long an end after a signal is waited for before it is judged, ms. */
export const endingWithinMs = (ctx: CaseContext): number =>
  ctx.latest(ctx.limits.drainMs) + ENDING_MS + ctx.deadlineMs;

/** Waits for the end, which has to come with status 0 within drainMs and the time that an ending takes. */
export async function exitsInTime(ctx: CaseContext, from: number): Promise<void> {
  const { code, atMs } = await ctx.server.exited(endingWithinMs(ctx));
  ctx.assert.equal(code, 0, 'the exit status');
  const most = ctx.latest(ctx.limits.drainMs) + ENDING_MS;
  ctx.assert.within(atMs - from, 0, most, 'from the signal to the exit');
}

/** The port that the server was started on: the first endpoint's, where there are several. */
export const portOf = (ctx: CaseContext): number =>
  Number(new URL(ctx.server.ready.endpoints[0]?.url ?? '').port);

/** Says one window of messages after the other until the connection is closed. */
async function talkOn(peer: Peer, room: string): Promise<void> {
  for (let window = 0; peer.closure === undefined; window++) {
    peer.sendTogether(numbers(10).map((i) => ({ type: 'say', room, text: 'x', ref: `s${window}-${i}` })));
    await peer.barrier().catch(() => undefined);
  }
}

/** The cases of STOP under load. */
export const drainCases: readonly ConformanceCase[] = [
  ops({
    id: 'STOP-1.6',
    title: 'MUST deliver every message that it acknowledged to ten senders who go on while it drains',
    async run(ctx) {
      const [senders, listeners] = [await ctx.clients(10), await ctx.clients(3)];
      const room = await ctx.roomOf(...senders, ...listeners);
      const talking = senders.map((peer) => talkOn(peer, room));
      await Promise.all(senders.map((peer) => peer.collect('said', 20)));
      const from = ctx.now();
      ctx.server.signal('SIGTERM');
      await Promise.all(
        [...senders, ...listeners].map((peer) => peer.closed({ withinMs: endingWithinMs(ctx) })),
      );
      await Promise.all(talking);
      const acknowledged = senders.flatMap((peer) => peer.received('said').map(({ seq }) => seq ?? 0));
      for (const peer of listeners) {
        const delivered = new Set(peer.received({ type: 'message', room }).map(({ seq }) => seq));
        const lost = acknowledged.filter((seq) => !delivered.has(seq));
        ctx.assert.equal(lost, [], `the seq of what was acknowledged and did not come to ${peer.nick}`);
      }
      await exitsInTime(ctx, from);
    },
  }),
  ops({
    id: 'STOP-1.7',
    title: 'MUST exit at once at a second signal, however long its drain',
    needs: { signals: true, limits: { drainMs: 60_000 } },
    async run(ctx) {
      const [alice, stalled] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, stalled);
      stalled.pauseReading();
      const text = 'x'.repeat(ctx.limits.maxTextBytes);
      // Enough for the outbox of a client that does not read, and not enough to be dropped for it.
      for (const _ of numbers(30)) {
        alice.sendTogether(numbers(10).map(() => ({ type: 'say', room, text })));
        await alice.barrier();
      }
      ctx.server.signal('SIGTERM');
      await alice.expect('closing');
      const from = ctx.now();
      ctx.server.signal('SIGTERM');
      const { atMs } = await ctx.server.exited(endingWithinMs(ctx));
      // A drain may end early, at a client that takes nothing: a deadline more would let that pass for an exit at once.
      ctx.assert.within(atMs - from, 0, ENDING_MS + ctx.latest(0), 'from the second signal to the exit');
      stalled.destroy();
    },
  }),
  ops({
    id: 'STOP-1.8',
    title: 'MUST not be held up by connections that have not said hello or finished a handshake',
    async run(ctx) {
      const peer = await ctx.client();
      const silent = await ctx.connect();
      const bare = await ctx.tcp('silent');
      const half = await ctx.tcp('half a handshake');
      half.write(ctx.binding === 'lines' ? '{"type":"hel' : 'GET /hubbub HTTP/1.1\r\nHost: x\r\n');
      await peer.barrier();
      const from = ctx.now();
      ctx.server.signal('SIGTERM');
      await peer.expect('closing');
      const withinMs = endingWithinMs(ctx);
      await Promise.all([silent.closed({ withinMs }), bare.closed(withinMs), half.closed(withinMs)]);
      await exitsInTime(ctx, from);
    },
  }),
  ops({
    id: 'STOP-1.9',
    title:
      'MUST end each of 30 connections in the middle of traffic on a frame boundary, closing being the last frame',
    async run(ctx) {
      const peers = await ctx.clients(30);
      const room = await ctx.roomOf(...peers);
      const talking = peers.slice(0, 5).map((peer) => talkOn(peer, room));
      await Promise.all(peers.map((peer) => peer.collect('message', 20)));
      const from = ctx.now();
      ctx.server.signal('SIGINT');
      await Promise.all(peers.map((peer) => peer.closed({ withinMs: endingWithinMs(ctx) })));
      await Promise.all(talking);
      // An unfinished frame is seen by the standing invariants.
      for (const peer of peers)
        ctx.assert.equal(peer.received({ type: 'closing', reason: 'shutdown' }).length, 1, 'closing frames');
      await exitsInTime(ctx, from);
    },
  }),
  ops({
    id: 'STOP-1.10',
    title:
      'MUST say no more of a stop under load in its log than it would of any other: no stack, no unhandled fault',
    async run(ctx) {
      const peers = await ctx.clients(6);
      const room = await ctx.roomOf(...peers);
      const talking = peers.map((peer) => talkOn(peer, room));
      await Promise.all(peers.map((peer) => peer.collect('said', 10)));
      ctx.server.signal('SIGTERM');
      (peers[0] as Peer).reset();
      await Promise.all(peers.slice(1).map((peer) => peer.closed({ withinMs: endingWithinMs(ctx) })));
      await Promise.all(talking.slice(1));
      const { code } = await ctx.server.exited(endingWithinMs(ctx));
      ctx.assert.equal(code, 0, 'the exit status');
      const fault = /^.*(\bat .+:\d+:\d+|Traceback|[Uu]nhandled|panicked|goroutine \d+).*$/m.exec(
        ctx.server.stderr(),
      );
      ctx.assert.that(fault === null, 'no stack and no unhandled fault on stderr', fault?.[0]);
    },
  }),
  ops({
    id: 'STOP-2.2',
    title:
      'MUST leave its port bindable at once also with clients that were connected, stalled and half-closed',
    async run(ctx) {
      const [stalled, ended, ...others] = (await ctx.clients(8)) as [Peer, Peer, ...Peer[]];
      await ctx.roomOf(stalled, ended, ...others);
      stalled.pauseReading();
      ended.end();
      const url = ctx.server.ready.endpoints.find(({ binding }) => binding === ctx.binding)?.url ?? '';
      ctx.server.signal('SIGTERM');
      const { code } = await ctx.server.exited(endingWithinMs(ctx));
      ctx.assert.equal(code, 0, 'the exit status');
      const again = await ctx.server.startAnother({ port: portOf(ctx) });
      ctx.assert.equal(
        again.ready.endpoints.find(({ binding }) => binding === ctx.binding)?.url,
        url,
        'the endpoint of a server started on the same port',
      );
    },
  }),
];
