// Cases of durability (HIST-5 to HIST-7): the process is killed and comes back on its store. Data and their runs.
import { type CaseDraft, type ConformanceCase, defineCase } from '../case.ts';
import type { CaseContext } from '../context.ts';
import type { Peer } from '../peers/peer.ts';

const durable = (draft: Omit<CaseDraft, 'features' | 'profile' | 'needs'>): ConformanceCase =>
  defineCase({
    ...draft,
    profile: 'history',
    features: ['durable'],
    needs: { store: true, signals: true, timeoutMs: 30_000 },
  });

/** Ends the process by `signal` and starts it anew on the same store. */
async function reborn(ctx: CaseContext, signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
  ctx.server.signal(signal);
  await ctx.server.exited();
  await ctx.server.restart();
}

const say = (room: string, i: number) => ({
  type: 'say',
  room,
  text: `text ${i}`,
  id: `id ${i}`,
  ref: `${i}`,
});

async function sayAll(peer: Peer, room: string, count: number, from = 1): Promise<void> {
  peer.sendTogether(Array.from({ length: count }, (_, i) => say(room, from + i)));
  await peer.expect({ type: 'said', ref: `${from + count - 1}` });
}

/** All that the restarted server replays of a room, without `type` and `room`. */
async function kept(
  ctx: CaseContext,
  room: string,
  since = 0,
): Promise<{ messages: object[]; peer: Peer; gap: boolean }> {
  const peer = await ctx.client();
  const { gap = false } = await peer.ask({ type: 'join', room, since }, 'joined');
  await peer.barrier();
  return { messages: peer.received({ type: 'message', room }), peer, gap };
}

/** The cases of HIST-5 to HIST-7. */
export const durableCases: readonly ConformanceCase[] = [
  durable({
    id: 'HIST-5.1',
    title: 'MUST have every acknowledged message after a SIGKILL, as it was delivered',
    async run(ctx) {
      const alice = await ctx.client();
      ctx.assert.that(
        alice.welcome.features.includes('durable'),
        'durable in the features',
        alice.welcome.features,
      );
      const room = await ctx.roomOf(alice);
      await sayAll(alice, room, 20);
      const live = await alice.collect({ type: 'message', room }, 20);
      await reborn(ctx);
      const { messages, gap } = await kept(ctx, room);
      ctx.assert.equal([messages, gap], [live, false], 'the messages replayed, and gap');
    },
  }),
  durable({
    id: 'HIST-5.2',
    title: 'MUST have each message acknowledged under load exactly once after a SIGKILL',
    async run(ctx) {
      const peers = await ctx.clients(3);
      const room = await ctx.roomOf(...peers);
      for (const [n, peer] of peers.entries())
        peer.sendTogether(Array.from({ length: 200 }, (_, i) => say(room, 1_000 * n + i)));
      await peers[0].expect({ type: 'said', ref: '12' });
      ctx.server.signal('SIGKILL');
      await Promise.all(peers.map((peer) => peer.closed()));
      const acknowledged = peers.flatMap((peer) => peer.received('said').map(({ ref }) => `text ${ref}`));
      await ctx.server.exited();
      await ctx.server.restart();
      const { peer, messages } = await kept(ctx, room);
      const { seq } = await peer.join(room);
      const texts = messages.map((message) => (message as { text: string }).text);
      ctx.assert.equal(new Set(texts).size, texts.length, 'the number of different texts');
      const isWhole = seq <= ctx.limits.historySize;
      const lost = acknowledged.filter((text) => isWhole && !texts.includes(text));
      ctx.assert.equal(lost, [], 'what was acknowledged and is lost');
      ctx.assert.that(
        acknowledged.length > 0 && seq >= acknowledged.length,
        'a seq not below those acknowledged',
        seq,
      );
    },
  }),
  durable({
    id: 'HIST-5.3',
    title: 'MUST have acknowledged messages after a SIGTERM too, in every room',
    async run(ctx) {
      const alice = await ctx.client();
      const rooms = [ctx.room(), ctx.room(), ctx.room()];
      for (const [i, room] of rooms.entries()) {
        await alice.join(room);
        await sayAll(alice, room, 2, 10 * i);
      }
      await reborn(ctx, 'SIGTERM');
      for (const [i, room] of rooms.entries()) {
        const { messages } = await kept(ctx, room);
        const texts = messages.map((message) => (message as { text: string }).text);
        ctx.assert.equal(texts, [`text ${10 * i}`, `text ${10 * i + 1}`], `the texts of ${room}`);
      }
    },
  }),
  durable({
    id: 'HIST-5.4',
    title: 'MUST keep exactly the last historySize messages of a room over a restart, and tell the gap',
    async run(ctx) {
      const alice = await ctx.client();
      const room = await ctx.roomOf(alice);
      const { historySize } = ctx.limits;
      await sayAll(alice, room, historySize + 5);
      await reborn(ctx);
      const { messages, gap } = await kept(ctx, room);
      const seqs = messages.map((message) => (message as { seq: number }).seq);
      const expected = Array.from({ length: historySize }, (_, i) => i + 6);
      ctx.assert.equal([seqs, gap], [expected, true], 'the seqs kept, and gap');
    },
  }),
  durable({
    id: 'HIST-5.5',
    title: 'MUST survive one SIGKILL after another',
    async run(ctx) {
      const room = ctx.room();
      for (let life = 0; life < 3; life++) {
        const alice = await ctx.client();
        const { seq } = await alice.join(room);
        ctx.assert.equal(seq, 4 * life, `seq in joined in life ${life + 1}`);
        await sayAll(alice, room, 4, 4 * life);
        await reborn(ctx);
      }
      const { messages } = await kept(ctx, room);
      ctx.assert.equal(messages.length, 12, 'the number of messages kept');
    },
  }),
  durable({
    id: 'HIST-6.1',
    title: 'MUST go on with seq after a restart',
    async run(ctx) {
      const alice = await ctx.client();
      const room = await ctx.roomOf(alice);
      await sayAll(alice, room, 7);
      await reborn(ctx);
      const back = await ctx.client({ nick: alice.nick });
      const { seq } = await back.join(room);
      const said = await back.ask({ type: 'say', room, text: 'next' }, 'said');
      ctx.assert.equal([seq, said.seq], [7, 8], 'seq in joined and in said');
      await back.expect({ type: 'message', room, seq: 8 });
    },
  }),
  durable({
    id: 'HIST-6.2',
    title: 'MUST recognise after a restart an id that the same nick used before it',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, bob);
      await sayAll(alice, room, 3);
      await reborn(ctx);
      const [back, other] = await Promise.all([
        ctx.client({ nick: alice.nick }),
        ctx.client({ nick: bob.nick }),
      ]);
      await back.join(room);
      await other.join(room);
      const again = await back.ask(say(room, 2), 'said');
      ctx.assert.equal([again.seq, again.duplicate], [2, true], 'seq and duplicate of the repeat');
      const own = await other.ask(say(room, 2), 'said');
      ctx.assert.equal([own.seq, own.duplicate], [4, undefined], 'seq and duplicate for another nick');
      await back.barrier();
      ctx.assert.equal(back.received({ type: 'message', room }).length, 1, 'the messages after the restart');
    },
  }),
  durable({
    id: 'HIST-6.3',
    title: 'MUST have delivered nothing that a SIGKILL undoes',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, bob);
      alice.sendTogether(Array.from({ length: 200 }, (_, i) => say(room, i)));
      await bob.expect({ type: 'message', room, seq: 10 });
      ctx.server.signal('SIGKILL');
      await Promise.all([alice.closed(), bob.closed()]);
      const seen = bob.received({ type: 'message', room });
      await ctx.server.exited();
      await ctx.server.restart();
      const last = seen.at(-1)?.seq ?? 0;
      const oldest = Math.max(1, last - ctx.limits.historySize + 1);
      const { messages } = await kept(ctx, room, oldest - 1);
      const survived = new Set(messages.map((message) => JSON.stringify(message)));
      const { seq } = await (await ctx.client()).join(room);
      // What was kept and not delivered may have pushed the oldest out.
      const undone = seen.filter(
        (message) => message.seq > seq - ctx.limits.historySize && !survived.has(JSON.stringify(message)),
      );
      ctx.assert.equal(undone, [], 'what was delivered and is undone');
      ctx.assert.that(seq >= last, `a seq of at least ${last}`, seq);
    },
  }),
  durable({
    id: 'HIST-7.1',
    title: 'MUST refuse to start on a store that another process has, with a sentence and exit status 2',
    async run(ctx) {
      const alice = await ctx.client();
      const room = await ctx.roomOf(alice);
      const { isReady, code, stderr } = await ctx.server.tryConfig(JSON.stringify(ctx.server.config));
      ctx.assert.equal([isReady, code], [false, 2], 'whether it starts, and the exit status');
      ctx.assert.that(stderr.trim() !== '', 'a sentence on stderr', stderr);
      await sayAll(alice, room, 3);
    },
  }),
];
