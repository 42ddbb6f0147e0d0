// Cases of the section HIST of PROTOCOL.md but for durability: data and their runs, nothing that runs them.
import type { ServerFrameOf } from '@hubbub/protocol';
import { type CaseDraft, type ConformanceCase, defineCase } from '../case.ts';
import type { CaseContext } from '../context.ts';
import type { Peer } from '../peers/peer.ts';
import { historyPageCases } from './history-pages.ts';

const withHistory = (draft: Omit<CaseDraft, 'features' | 'profile'>): ConformanceCase =>
  defineCase({ ...draft, profile: 'history', features: ['history'] });

/** Says `count` texts, numbered from `from` on, and waits until the last is acknowledged. */
async function sayAll(peer: Peer, room: string, count: number, from = 1): Promise<void> {
  const texts = Array.from({ length: count }, (_, i) => `${from + i}`);
  peer.sendTogether(texts.map((text) => ({ type: 'say', room, text, ref: text })));
  await peer.expect({ type: 'said', ref: `${from + count - 1}` });
}

/** A fresh client that joins with `since`, and all that is replayed to it. */
async function replayed(
  ctx: CaseContext,
  room: string,
  since: number | undefined,
): Promise<{ peer: Peer; joined: ServerFrameOf<'joined'>; messages: ServerFrameOf<'message'>[] }> {
  const peer = await ctx.client();
  const joined = await peer.ask({ type: 'join', room, ...(since !== undefined && { since }) }, 'joined');
  await peer.barrier();
  return { peer, joined, messages: peer.received({ type: 'message', room }) };
}

/** Says as many messages of the greatest length as the room keeps. */
async function fill(ctx: CaseContext, peer: Peer, room: string): Promise<void> {
  const text = 'x'.repeat(ctx.limits.maxTextBytes);
  for (let i = 1; i <= ctx.limits.historySize; i++) {
    peer.send({ type: 'say', room, text, ref: `${i}` });
    // Its own messages come back: no more at once than its outbox may hold.
    if (i % 10 === 0) await peer.expect({ type: 'message', seq: i });
  }
}

const seqs = (messages: readonly { seq: number }[]): number[] => messages.map(({ seq }) => seq);
const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);

/** The cases of HIST-1 to HIST-4. */
export const historyCases: readonly ConformanceCase[] = [
  withHistory({
    id: 'HIST-1.1',
    title: 'MUST keep exactly the last historySize messages of a room',
    async run(ctx) {
      const alice = await ctx.client();
      const room = await ctx.roomOf(alice);
      const { historySize } = ctx.limits;
      await sayAll(alice, room, historySize + 7);
      const { joined, messages } = await replayed(ctx, room, 0);
      ctx.assert.equal(seqs(messages), range(8, historySize + 7), 'the seqs replayed');
      ctx.assert.equal(joined.gap, true, 'gap in joined');
    },
  }),
  withHistory({
    id: 'HIST-1.2',
    title: 'MUST keep a room’s messages and its seq while nobody is in it',
    async run(ctx) {
      const alice = await ctx.client();
      const room = await ctx.roomOf(alice);
      await sayAll(alice, room, 5);
      await alice.ask({ type: 'leave', room }, 'left');
      const bob = await replayed(ctx, room, 0);
      ctx.assert.equal(
        [bob.joined.seq, seqs(bob.messages)],
        [5, range(1, 5)],
        'seq in joined, and the replay',
      );
      bob.peer.destroy();
      const carol = await replayed(ctx, room, 3);
      ctx.assert.equal(seqs(carol.messages), [4, 5], 'the replay after a lost connection');
    },
  }),
  withHistory({
    id: 'HIST-1.3',
    title: 'MUST keep the history of historyRooms rooms that nobody is in',
    needs: { exclusive: true, limits: { historyRooms: 3 } },
    async run(ctx) {
      const alice = await ctx.client();
      const rooms = range(1, ctx.limits.historyRooms).map(() => ctx.room());
      for (const room of rooms) {
        await alice.join(room);
        await sayAll(alice, room, 2);
        await alice.ask({ type: 'leave', room }, 'left');
      }
      for (const room of rooms) {
        const { peer, messages } = await replayed(ctx, room, 0);
        ctx.assert.equal(seqs(messages), [1, 2], `the replay of ${room}`);
        await peer.ask({ type: 'leave', room }, 'left');
      }
    },
  }),
  withHistory({
    id: 'HIST-2.1',
    title: 'MUST send joined, then each message after since in order, then live ones',
    async run(ctx) {
      const alice = await ctx.client();
      const room = await ctx.roomOf(alice);
      await sayAll(alice, room, 6);
      const bob = await ctx.client();
      const mark = bob.mark();
      await bob.ask({ type: 'join', room, since: 2 }, 'joined');
      await sayAll(alice, room, 2, 7);
      await bob.collect({ type: 'message', room }, 6);
      const seen = bob.log
        .slice(mark)
        .flatMap<string | number>(({ frame }) =>
          frame.type === 'joined' ? ['joined'] : frame.type === 'message' ? [frame.seq] : [],
        );
      ctx.assert.equal(seen, ['joined', 3, 4, 5, 6, 7, 8], 'what came, in order');
    },
  }),
  withHistory({
    id: 'HIST-2.2',
    title: 'MUST take since as exclusive, and replay nothing and tell no gap where it is the last seq',
    async run(ctx) {
      const alice = await ctx.client();
      const room = await ctx.roomOf(alice);
      await sayAll(alice, room, 4);
      for (const since of [0, 3, 4]) {
        const { joined, messages } = await replayed(ctx, room, since);
        ctx.assert.equal(
          [seqs(messages), joined.gap ?? false],
          [range(since + 1, 4), false],
          `since ${since}`,
        );
      }
    },
  }),
  withHistory({
    id: 'HIST-2.3',
    title: 'MUST replay nothing without since',
    async run(ctx) {
      const alice = await ctx.client();
      const room = await ctx.roomOf(alice);
      await sayAll(alice, room, 4);
      const { peer, joined, messages } = await replayed(ctx, room, undefined);
      ctx.assert.equal([joined.seq, seqs(messages), joined.gap], [4, [], undefined], 'seq, replay and gap');
      await sayAll(alice, room, 1, 5);
      await peer.expect({ type: 'message', room, seq: 5 });
    },
  }),
  withHistory({
    id: 'HIST-2.4',
    title: 'MUST leave no gap and no repeat between replay and live messages, with traffic going on',
    async run(ctx) {
      const [alice, observer] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, observer);
      const joiners: Promise<Peer>[] = [];
      const count = Math.min(40, ctx.limits.historySize);
      for (let i = 1; i <= count; i++) {
        alice.send({ type: 'say', room, text: `${i}`, ref: `${i}` });
        if (i % 4 !== 0) continue;
        joiners.push(
          ctx.client().then(async (peer) => {
            await peer.ask({ type: 'join', room, since: 0 }, 'joined');
            return peer;
          }),
        );
        await alice.expect({ type: 'said', ref: `${i}` });
      }
      await observer.collect({ type: 'message', room }, count);
      for (const peer of await Promise.all(joiners)) {
        await peer.barrier();
        ctx.assert.equal(
          seqs(peer.received({ type: 'message', room })),
          range(1, count),
          `the seqs of ${peer.nick}`,
        );
      }
    },
  }),
  withHistory({
    id: 'HIST-2.5',
    title: 'MUST tell a gap where since is beyond the room’s seq, and replay nothing',
    async run(ctx) {
      const alice = await ctx.client();
      const room = await ctx.roomOf(alice);
      await sayAll(alice, room, 3);
      for (const [where, since] of [
        [room, 4],
        [room, 1_000_000],
        [ctx.room(), 1],
      ] as const) {
        const { joined, messages } = await replayed(ctx, where, since);
        ctx.assert.equal([joined.gap, seqs(messages)], [true, []], `gap and replay for since ${since}`);
      }
    },
  }),
  withHistory({
    id: 'HIST-2.6',
    title: 'MUST let a client that lost its connection go on where it was, missing and repeating nothing',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, bob);
      await sayAll(alice, room, 3);
      const seen = seqs(await bob.collect({ type: 'message', room }, 3));
      bob.reset();
      await alice.expect({ type: 'member_left', room, nick: bob.nick });
      await sayAll(alice, room, 4, 4);
      const back = await replayed(ctx, room, seen.at(-1));
      ctx.assert.equal([...seen, ...seqs(back.messages)], range(1, 7), 'the seqs over both connections');
    },
  }),
  withHistory({
    id: 'HIST-2.7',
    title:
      'MUST replay a message as it was delivered: seq, id, from, text and at, also after its sender’s rename',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, bob);
      await alice.ask({ type: 'say', room, text: ' ünchanged\n', id: ctx.unique() }, 'said');
      await alice.ask({ type: 'say', room, text: 'without id' }, 'said');
      const live = await bob.collect({ type: 'message', room }, 2);
      await alice.ask({ type: 'rename', nick: ctx.nick() }, 'renamed');
      const { messages } = await replayed(ctx, room, 0);
      ctx.assert.equal(messages, live, 'the messages replayed');
    },
  }),
  ...historyPageCases,
  withHistory({
    id: 'HIST-4.1',
    title: 'MUST replay more than the outbox holds to a client that asked for it, all of it',
    needs: { limits: { maxOutboxBytes: 16_384, historySize: 400 } },
    async run(ctx) {
      const alice = await ctx.client();
      const room = await ctx.roomOf(alice);
      const { historySize } = ctx.limits;
      await fill(ctx, alice, room);
      const bob = await ctx.client();
      bob.send({ type: 'join', room, since: 0 });
      const messages = await bob.collect({ type: 'message', room }, historySize);
      ctx.assert.equal(seqs(messages), range(1, historySize), 'the seqs replayed');
      await bob.expectUsable();
    },
  }),
  withHistory({
    id: 'HIST-4.2',
    title: 'MUST deliver what is said during a long replay after it, to a client that reads slowly too',
    needs: { limits: { maxOutboxBytes: 16_384, historySize: 400 } },
    async run(ctx) {
      const alice = await ctx.client();
      const room = await ctx.roomOf(alice);
      const { historySize } = ctx.limits;
      await fill(ctx, alice, room);
      const bob = await ctx.client();
      bob.pauseReading();
      bob.send({ type: 'join', room, since: historySize - 300 });
      await alice.expect({ type: 'member_joined', room, nick: bob.nick });
      await sayAll(alice, room, 5, historySize + 1);
      bob.resumeReading();
      const messages = await bob.collect({ type: 'message', room }, 305);
      ctx.assert.equal(seqs(messages), range(historySize - 299, historySize + 5), 'the seqs that came');
      await bob.expectUsable();
    },
  }),
];
