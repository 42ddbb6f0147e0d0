// FLOW with many: several readers that stand still, slow readers and slow senders, and what they cost the others.
import { type CaseDraft, type ConformanceCase, defineCase } from '../case.ts';
import type { CaseContext } from '../context.ts';
import type { Peer } from '../peers/peer.ts';

const robust = (draft: CaseDraft): ConformanceCase => defineCase({ profile: 'robust', ...draft });
const numbers = (count: number): number[] => [...Array(count).keys()];

// The limits of flow.ts: cases with equal needs share a process.
const SMALL_OUTBOX = {
  limits: { maxOutboxBytes: 65_536, maxTextBytes: 4_096, maxFrameBytes: 32_768 },
  timeoutMs: 60_000,
} as const;
const LARGE_OUTBOX = {
  limits: { maxOutboxBytes: 33_554_432, maxTextBytes: 4_096, maxFrameBytes: 131_072 },
  timeoutMs: 60_000,
} as const;
/** What the kernel and all outboxes together cannot take. */
const FLOOD_MESSAGES = 6_000;

/** Says the longest text again and again until every one of `stalled` was told to be gone; how often. */
async function floodUntilGone(
  ctx: CaseContext,
  { sender, witness, stalled, room }: { sender: Peer; witness: Peer; stalled: readonly Peer[]; room: string },
  look: () => Promise<void> = async () => undefined,
): Promise<number> {
  const text = 'f'.repeat(ctx.limits.maxTextBytes);
  let sent = 0;
  while (witness.received('member_left').length < stalled.length && sent < FLOOD_MESSAGES) {
    sender.sendTogether(numbers(25).map(() => ({ type: 'say', room, text })));
    sent += 25;
    await sender.barrier();
    await witness.barrier();
    await look();
  }
  for (const { nick } of stalled) {
    const { reason } = await witness.expect({ type: 'member_left', room, nick });
    ctx.assert.equal(reason, 'slow_consumer', `the reason told for ${nick}`);
  }
  return sent;
}

/** The cases of FLOW with many clients. */
export const stalledCases: readonly ConformanceCase[] = [
  robust({
    id: 'FLOW-1.3',
    title: 'MUST give all to the other seven when three of ten do not read, and tell of each eviction once',
    needs: SMALL_OUTBOX,
    async run(ctx) {
      const peers = await ctx.clients(10);
      const room = await ctx.roomOf(...peers);
      const [stalled, healthy] = [peers.slice(0, 3), peers.slice(3)];
      for (const peer of stalled) peer.pauseReading();
      const [sender, witness] = healthy as [Peer, Peer];
      const sent = await floodUntilGone(ctx, { sender, witness, stalled, room });
      for (const peer of healthy) {
        await peer.collect({ type: 'message', room }, sent, { withinMs: 30_000 });
        await peer.barrier();
        ctx.assert.equal(
          [
            peer.received('message').length,
            peer.received('member_left').length,
            peer.received('error').length,
          ],
          [sent, 3, 0],
          `messages, departures and errors for ${peer.nick}`,
        );
      }
      for (const peer of stalled) peer.destroy();
    },
  }),
  robust({
    id: 'FLOW-1.4',
    title: 'MUST let a client that sends its frame a byte at a time hold up nobody',
    async run(ctx) {
      const [slow, alice, bob] = await ctx.clients(3);
      const room = await ctx.roomOf(slow, alice, bob);
      const bytes = slow.bytesOf({ type: 'say', room, text: 'slowly', ref: 's' });
      for (const at of bytes.keys()) {
        slow.sendBytes(bytes.subarray(at, at + 1));
        // Bytes but the last, which ends the frame, are followed by a whole message of somebody else.
        if (at % 4 === 0 && at < bytes.length - 1)
          await alice.ask({ type: 'say', room, text: `${at}` }, 'said');
      }
      await slow.expect({ type: 'said', ref: 's' });
      const texts = await bob.collect('message', Math.ceil((bytes.length - 1) / 4) + 1);
      ctx.assert.equal(texts.at(-1)?.text, 'slowly', 'the message that came last');
    },
  }),
  robust({
    id: 'FLOW-1.5',
    title: 'MUST bound its memory by the outboxes of the stalled clients when ten of twelve do not read',
    needs: { ...SMALL_OUTBOX, stats: true, exclusive: true },
    async run(ctx) {
      const before = await ctx.server.stats();
      const peers = await ctx.clients(12);
      const room = await ctx.roomOf(...peers);
      const [stalled, healthy] = [peers.slice(0, 10), peers.slice(10)];
      for (const peer of stalled) peer.pauseReading();
      let most = 0;
      const [sender, witness] = healthy as [Peer, Peer];
      await floodUntilGone(ctx, { sender, witness, stalled, room }, async () => {
        most = Math.max(most, (await ctx.server.stats()).outboxBytes);
      });
      const bound = peers.length * ctx.limits.maxOutboxBytes;
      ctx.assert.that(most <= bound, `outboxBytes of at most ${bound} (twelve clients)`, most);
      const { evicted } = await ctx.server.stats();
      ctx.assert.equal(evicted - before.evicted, stalled.length, 'evicted in /stats');
      for (const peer of stalled) peer.destroy();
    },
  }),
  robust({
    id: 'FLOW-1.6',
    title: 'MUST free the nick and the place in the room of a client that it dropped for not reading',
    needs: SMALL_OUTBOX,
    async run(ctx) {
      const [sender, witness, stalled] = await ctx.clients(3);
      const room = await ctx.roomOf(sender, witness, stalled);
      const { nick } = stalled;
      stalled.pauseReading();
      await floodUntilGone(ctx, { sender, witness, stalled: [stalled], room });
      const { members } = await witness.ask({ type: 'who', room }, 'members');
      ctx.assert.equal(members, [sender.nick, witness.nick].sort(), 'the members by who');
      const next = await ctx.client({ nick });
      await next.join(room);
      stalled.destroy();
    },
  }),
  robust({
    id: 'FLOW-2.3',
    title: 'MUST lose nothing for a client that reads and pauses in turns',
    needs: LARGE_OUTBOX,
    async run(ctx) {
      const [sender, slow] = await ctx.clients(2);
      const room = await ctx.roomOf(sender, slow);
      const text = 's'.repeat(ctx.limits.maxTextBytes);
      const count = 2_400;
      for (let sent = 0; sent < count; sent += 100) {
        if (sent % 200 === 0) slow.pauseReading();
        else slow.resumeReading();
        sender.sendTogether(numbers(100).map(() => ({ type: 'say', room, text })));
        await sender.barrier();
      }
      slow.resumeReading();
      await slow.collect({ type: 'message', room }, count, { withinMs: 30_000 });
      await slow.expectUsable();
    },
  }),
  robust({
    id: 'FLOW-2.4',
    title: 'MUST answer all that a client asked while it did not read, once it reads again',
    needs: LARGE_OUTBOX,
    async run(ctx) {
      const [asker, sender] = await ctx.clients(2);
      const room = await ctx.roomOf(asker, sender);
      asker.pauseReading();
      const text = 'a'.repeat(ctx.limits.maxTextBytes);
      for (const _ of numbers(10)) {
        sender.sendTogether(numbers(50).map(() => ({ type: 'say', room, text })));
        await sender.barrier();
        asker.sendTogether(numbers(20).map((i) => ({ type: 'who', room, ref: `w${i}` })));
      }
      asker.resumeReading();
      const replies = await asker.collect('members', 200, { withinMs: 30_000 });
      ctx.assert.equal(
        replies.map(({ ref }) => ref),
        numbers(10).flatMap(() => numbers(20).map((i) => `w${i}`)),
        'the refs of the replies, in the order asked',
      );
      await asker.collect({ type: 'message', room }, 500, { withinMs: 30_000 });
    },
  }),
];
