// Cases of the section FLOW of PROTOCOL.md: data and their runs, nothing that runs them.
import { type ConformanceCase, defineCase } from '../case.ts';
import type { CaseContext } from '../context.ts';
import type { Peer } from '../peers/peer.ts';

// Well above what a kernel's socket buffers take, so that the outbox is what fills up.
const SMALL_OUTBOX = {
  limits: { maxOutboxBytes: 65_536, maxTextBytes: 4_096, maxFrameBytes: 32_768 },
  timeoutMs: 25_000,
} as const;
const FLOOD_BYTES = 24 * 1_048_576;

/** Sends messages of the largest text to the room, a window at a time, until `done` or the bound is reached. */
async function flood(ctx: CaseContext, sender: Peer, room: string, done: () => boolean): Promise<number> {
  const text = 'f'.repeat(ctx.limits.maxTextBytes);
  const window = 50;
  let sent = 0;
  while (!done() && sent * text.length < FLOOD_BYTES) {
    sender.sendTogether(Array.from({ length: window }, () => ({ type: 'say', room, text })));
    sent += window;
    await sender.barrier();
  }
  return sent;
}

/** The cases of FLOW. */
export const flowCases: readonly ConformanceCase[] = [
  defineCase({
    id: 'FLOW-1.1',
    title: 'MUST drop a client that does not read, with reason slow_consumer, and cost the others nothing',
    needs: SMALL_OUTBOX,
    async run(ctx) {
      const [sender, witness, stalled] = await ctx.clients(3);
      const room = await ctx.roomOf(sender, witness, stalled);
      stalled.pauseReading();
      const isGone = (): boolean => witness.received({ type: 'member_left', nick: stalled.nick }).length > 0;
      const sent = await flood(ctx, sender, room, isGone);
      const { reason } = await witness.expect({ type: 'member_left', room, nick: stalled.nick });
      ctx.assert.equal(reason, 'slow_consumer', 'the reason told to the peers');
      await witness.collect({ type: 'message', room }, sent);
      await witness.barrier();
      ctx.assert.equal(
        witness.received({ type: 'message', room }).length,
        sent,
        'what the healthy reader got',
      );
      ctx.assert.equal(witness.received('member_left').length, 1, 'how often the eviction was told');
      stalled.destroy();
    },
  }),
  defineCase({
    id: 'FLOW-1.2',
    profile: 'robust',
    title: 'MUST keep its memory for a stalled client bounded by the outbox',
    needs: { ...SMALL_OUTBOX, stats: true, exclusive: true },
    async run(ctx) {
      const before = await ctx.server.stats();
      const [sender, witness, stalled] = await ctx.clients(3);
      const room = await ctx.roomOf(sender, witness, stalled);
      stalled.pauseReading();
      let most = 0;
      const isGone = (): boolean => witness.received({ type: 'member_left', nick: stalled.nick }).length > 0;
      const text = 'f'.repeat(ctx.limits.maxTextBytes);
      let sent = 0;
      while (!isGone() && sent < FLOOD_BYTES) {
        sender.sendTogether(Array.from({ length: 20 }, () => ({ type: 'say', room, text })));
        sent += 20 * text.length;
        await sender.barrier();
        most = Math.max(most, (await ctx.server.stats()).outboxBytes);
      }
      await witness.expect({ type: 'member_left', room, reason: 'slow_consumer' });
      const bound = 3 * ctx.limits.maxOutboxBytes;
      ctx.assert.that(most <= bound, `outboxBytes of at most ${bound} (three clients)`, most);
      const { evicted } = await ctx.server.stats();
      ctx.assert.equal(evicted - before.evicted, 1, 'evicted in /stats');
      stalled.destroy();
    },
  }),
  defineCase({
    id: 'FLOW-2.1',
    profile: 'robust',
    title: 'MUST lose nothing for a client that pauses within its outbox',
    // The kernel takes some megabytes; what is sent passes that and stays well within the outbox.
    needs: {
      limits: { maxOutboxBytes: 33_554_432, maxTextBytes: 4_096, maxFrameBytes: 131_072 },
    },
    async run(ctx) {
      const [sender, slow] = await ctx.clients(2);
      const room = await ctx.roomOf(sender, slow);
      const text = 's'.repeat(ctx.limits.maxTextBytes);
      const count = 3_000;
      slow.pauseReading();
      for (let i = 0; i < count; i += 50) {
        sender.sendTogether(Array.from({ length: 50 }, () => ({ type: 'say', room, text })));
        await sender.barrier();
      }
      slow.resumeReading();
      await slow.collect({ type: 'message', room }, count, { withinMs: 10_000 });
      await slow.expectUsable();
    },
  }),
  defineCase({
    id: 'FLOW-2.2',
    title:
      'MUST not drop a client for its own replies: it stops reading from it, and goes on when it reads again',
    needs: SMALL_OUTBOX,
    async run(ctx) {
      const [flooder, witness] = await ctx.clients(2);
      await ctx.roomOf(flooder, witness);
      const data = 'p'.repeat(1_000);
      const count = 8_000; // 8 MB of replies, far above the outbox and the kernel's buffers
      flooder.pauseReading();
      for (let i = 0; i < count; i += 100) {
        flooder.sendTogether(
          Array.from({ length: 100 }, (_, k) => ({ type: 'ping', ref: `p${i + k}`, data })),
        );
      }
      await witness.barrier();
      await witness.expectNone('member_left', { because: 'its own replies never evict a client' });
      flooder.resumeReading();
      await flooder.expect({ type: 'pong', ref: `p${count - 1}` }, { withinMs: 15_000 });
      const refs = flooder.received(
        (f) => f.type === 'pong' && f.ref !== undefined && f.ref.startsWith('p'),
      ).length;
      ctx.assert.equal(refs, count, 'the number of pongs');
    },
  }),
];
