// FRAME-5 and 8: frames at the limit, above it and without an end, and how large what the server sends may be.
import { HubbubError } from '@hubbub/protocol';
import { type ConformanceCase, defineCase } from '../case.ts';
import type { CaseContext } from '../context.ts';
import type { OutFrame, Peer } from '../peers/peer.ts';

/** A request whose JSON text is exactly `bytes` long, filled up with an unknown member made of `fill` and ASCII. */
function frameOf(peer: Peer, bytes: number, frame: OutFrame, fill = 'x'): OutFrame {
  const bare = Buffer.byteLength(peer.textOf({ ...frame, pad: '' }));
  const each = Buffer.byteLength(fill);
  const count = Math.floor((bytes - bare) / each);
  return { ...frame, pad: fill.repeat(count) + 'x'.repeat((bytes - bare) % each) };
}

/** `frame_too_large`, where it could still be sent (WS-5), and a close; other clients do not notice. */
async function wantsTooLarge(ctx: CaseContext, peer: Peer, other: Peer): Promise<void> {
  const closure = await peer.expectClosed({
    closeCode: 1009,
    ...(ctx.binding === 'lines' && { error: 'frame_too_large' as const }),
  });
  if (closure.error !== undefined)
    ctx.assert.equal(closure.error.code, 'frame_too_large', 'the error before the close');
  await other.ask({ type: 'rooms' }, 'rooms');
}

/** The cases of FRAME-5 and FRAME-8. */
export const frameSizeCases: readonly ConformanceCase[] = [
  defineCase({
    id: 'FRAME-5.1',
    title: 'MUST accept a frame of exactly maxFrameBytes',
    async run(ctx) {
      const peer = await ctx.client();
      for (const fill of ['x', 'é', '🦊']) {
        const ref = ctx.unique();
        peer.send(frameOf(peer, ctx.limits.maxFrameBytes, { type: 'rooms', ref }, fill));
        await peer.expect({ type: 'rooms', ref });
      }
      await peer.expectNone('error');
    },
  }),
  defineCase({
    id: 'FRAME-5.2',
    title: 'MUST answer a frame of one byte more than maxFrameBytes with frame_too_large and a close',
    async run(ctx) {
      const [peer, other] = await ctx.clients(2);
      peer.send(frameOf(peer, ctx.limits.maxFrameBytes + 1, { type: 'rooms', ref: 'large' }));
      await wantsTooLarge(ctx, peer, other);
      ctx.assert.equal(peer.received({ type: 'rooms', ref: 'large' }).length, 0, 'replies to the frame');
    },
  }),
  defineCase({
    id: 'FRAME-5.3',
    title: 'MUST count bytes, not characters, against maxFrameBytes',
    async run(ctx) {
      const [peer, other] = await ctx.clients(2);
      peer.send(frameOf(peer, ctx.limits.maxFrameBytes + 1, { type: 'rooms', ref: 'large' }, '🦊'));
      await wantsTooLarge(ctx, peer, other);
      ctx.assert.equal(peer.received({ type: 'rooms', ref: 'large' }).length, 0, 'replies to the frame');
    },
  }),
  defineCase({
    id: 'FRAME-5.4',
    title: 'MUST refuse a line without an end before more than twice maxFrameBytes of it came',
    bindings: ['lines'],
    async run(ctx) {
      const [peer, other] = await ctx.clients(2);
      const endless = Buffer.alloc(2 * ctx.limits.maxFrameBytes + 2, 'x');
      // In pieces that the server reads one by one: what it does not take is not lost to a reset.
      const pieces = Array.from({ length: 16 }, (_, i) => Math.floor((endless.length * (i + 1)) / 17));
      await peer.sendChunks(endless, pieces);
      await wantsTooLarge(ctx, peer, other);
    },
  }),
  defineCase({
    id: 'FRAME-5.5',
    title: 'MUST close at a flood of 64 times maxFrameBytes without a line end, and serve others meanwhile',
    bindings: ['lines'],
    async run(ctx) {
      const [peer, other] = await ctx.clients(2);
      peer.sendBytes(Buffer.alloc(64 * ctx.limits.maxFrameBytes, 'x'));
      await other.ask({ type: 'rooms' }, 'rooms');
      await peer.closed();
      await other.ask({ type: 'rooms' }, 'rooms');
    },
  }),
  defineCase({
    id: 'FRAME-5.6',
    title: 'MUST deliver what came before a frame that is too large, in the same write',
    async run(ctx) {
      const [peer, other] = await ctx.clients(2);
      const room = await ctx.roomOf(peer, other);
      const large = frameOf(peer, ctx.limits.maxFrameBytes + 1, { type: 'rooms' });
      peer.sendTogether([{ type: 'say', room, text: 'before' }, large]);
      await other.expect({ type: 'message', room, text: 'before' });
      await peer.closed();
      await other.expect({ type: 'member_left', room, nick: peer.nick });
    },
  }),
  defineCase({
    id: 'FRAME-8.1',
    title: 'MUST deliver the longest text also where its JSON is six times as long',
    async run(ctx) {
      const [peer, other] = await ctx.clients(2);
      const room = await ctx.roomOf(peer, other);
      const text = '\u0001'.repeat(ctx.limits.maxTextBytes);
      const id = '\u0001'.repeat(64);
      await peer.ask({ type: 'say', room, text, id }, 'said');
      await other.expect({ type: 'message', room, text, id });
      await peer.ask({ type: 'direct', to: other.nick, text, id }, 'said');
      await other.expect({ type: 'direct', text, id });
    },
  }),
  defineCase({
    id: 'FRAME-8.2',
    profile: 'ops',
    title: 'MUST refuse to start with maxFrameBytes below 6 × maxTextBytes + 1152',
    needs: { spawn: true, timeoutMs: 30_000 },
    async run(ctx) {
      const maxTextBytes = 600;
      const least = 6 * maxTextBytes + 1_152;
      const right = await ctx.server.startAnother({ limits: { maxTextBytes, maxFrameBytes: least } });
      ctx.assert.equal(right.ready.limits.maxFrameBytes, least, 'the least maxFrameBytes, stated');
      let refusal: unknown;
      try {
        await ctx.server.startAnother({ limits: { maxTextBytes, maxFrameBytes: least - 1 } });
      } catch (error) {
        refusal = error;
      }
      ctx.assert.that(refusal instanceof HubbubError, 'no start with one byte less', refusal ?? 'it started');
      await ctx.client();
    },
  }),
];
