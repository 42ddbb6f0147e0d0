// WS-2, 5 and 6: messages and frames by the suite's own hand, right ones cut in every way and wrong ones.
import { type CaseDraft, type ConformanceCase, defineCase } from '../case.ts';
import type { CaseContext } from '../context.ts';
import type { Peer } from '../peers/peer.ts';
import { closePayload, type WebSocketFrame, WS_OPCODE, webSocketFrame } from '../peers/websocket-bytes.ts';

const { binary, close, continuation, ping, pong, text } = WS_OPCODE;
const frames = (draft: CaseDraft): ConformanceCase => defineCase({ bindings: ['websocket'], ...draft });

/** The bytes of these frames in one piece. */
const bytesOf = (...list: readonly WebSocketFrame[]): Buffer => Buffer.concat(list.map(webSocketFrame));

/** A text in fragments cut at these byte offsets. */
function fragmentsOf(json: string, offsets: readonly number[]): WebSocketFrame[] {
  const bytes = Buffer.from(json);
  const cuts = [0, ...offsets, bytes.length];
  return cuts.slice(1).map((end, i) => ({
    opcode: i === 0 ? text : continuation,
    fin: i === cuts.length - 2,
    payload: bytes.subarray(cuts[i], end),
  }));
}

/** Sends the frames on a fresh connection and wants this close code; other clients go on. */
async function closesWith(
  ctx: CaseContext,
  closeCode: number,
  ...list: readonly WebSocketFrame[]
): Promise<Peer> {
  const [peer, other] = await ctx.clients(2);
  peer.sendBytes(bytesOf(...list));
  await peer.expectClosed({ closeCode });
  await other.ask({ type: 'rooms' }, 'rooms');
  return peer;
}

const json = (ref: string): string => JSON.stringify({ type: 'rooms', ref });

/** The cases of WS-2, WS-5 and WS-6. */
export const webSocketFrameCases: readonly ConformanceCase[] = [
  frames({
    id: 'WS-2.1',
    title: 'MUST close at a binary message with 1003 and not read it as a frame',
    async run(ctx) {
      const peer = await closesWith(ctx, 1003, { opcode: binary, payload: json('binary') });
      ctx.assert.equal(
        peer.received({ type: 'rooms', ref: 'binary' }).length,
        0,
        'replies to the binary message',
      );
    },
  }),
  frames({
    id: 'WS-2.2',
    title: 'MUST close at a text message that is not UTF-8 with 1007',
    async run(ctx) {
      await closesWith(ctx, 1007, { opcode: text, payload: Buffer.from([0x22, 0xff, 0x22]) });
    },
  }),
  frames({
    id: 'WS-2.3',
    title: 'MUST close with 1007 at invalid UTF-8 that shows only where fragments are joined',
    async run(ctx) {
      const first = { opcode: text, fin: false, payload: Buffer.from([0x22, 0xe2, 0x82]) };
      await closesWith(ctx, 1007, first, { opcode: continuation, payload: Buffer.from([0x22]) });
    },
  }),
  frames({
    id: 'WS-2.4',
    title: 'MUST close with 1009 at the header of a message that is too large, without waiting for it',
    async run(ctx) {
      await closesWith(ctx, 1009, {
        opcode: text,
        payload: '{"type":',
        statedLength: ctx.limits.maxFrameBytes + 1,
      });
    },
  }),
  frames({
    id: 'WS-2.5',
    title: 'MUST close with 1009 at fragments that are together too large',
    async run(ctx) {
      const half = 'x'.repeat(Math.floor(ctx.limits.maxFrameBytes / 2) + 1);
      await closesWith(
        ctx,
        1009,
        { opcode: text, fin: false, payload: half },
        { opcode: continuation, fin: false, payload: half },
      );
    },
  }),
  frames({
    id: 'WS-5.1',
    title: 'SHOULD send the error frame before the close',
    async run(ctx) {
      const peer = await ctx.client();
      for (let i = 0; i < ctx.limits.maxBadFrames; i++) peer.sendText('[]');
      await peer.expectClosed({ error: 'too_many_errors', closeCode: 4005 });
    },
  }),
  frames({
    id: 'WS-6.1',
    title: 'MUST join a message from its fragments, empty ones and ones cut inside a character included',
    async run(ctx) {
      const [peer, other] = await ctx.clients(2);
      const room = await ctx.roomOf(peer, other);
      const message = JSON.stringify({ type: 'say', room, text: 'é€🦊' });
      const inside = [...Buffer.from(message).keys()].slice(1);
      for (const offsets of [[1], [0, 0, 5, 5], inside]) {
        const since = other.mark();
        peer.sendBytes(bytesOf(...fragmentsOf(message, offsets)));
        await other.expect({ type: 'message', room, text: 'é€🦊' }, { since });
      }
      await peer.expectNone('error');
    },
  }),
  frames({
    id: 'WS-6.2',
    title: 'MUST answer control frames between fragments at once and join the message all the same',
    async run(ctx) {
      const peer = await ctx.client();
      const [first, second] = fragmentsOf(json('joined'), [7]) as [WebSocketFrame, WebSocketFrame];
      peer.sendBytes(bytesOf(first, { opcode: ping, payload: 'between' }));
      // The rest of the message is not sent before the pong is there.
      await peer.expectControl('pong', 'between');
      peer.sendBytes(bytesOf({ opcode: pong, payload: 'unasked' }, second));
      await peer.expect({ type: 'rooms', ref: 'joined' });
    },
  }),
  frames({
    id: 'WS-6.3',
    title: 'MUST close at an unmasked frame with 1002 and not read it',
    async run(ctx) {
      const peer = await closesWith(ctx, 1002, { opcode: text, payload: json('unmasked'), masked: false });
      ctx.assert.equal(
        peer.received({ type: 'rooms', ref: 'unmasked' }).length,
        0,
        'replies to the unmasked frame',
      );
    },
  }),
  frames({
    id: 'WS-6.4',
    title: 'MUST close at a reserved opcode with 1002',
    async run(ctx) {
      for (const opcode of [3, 7, 11, 15]) await closesWith(ctx, 1002, { opcode });
    },
  }),
  frames({
    id: 'WS-6.5',
    title: 'MUST close at a reserved bit that no extension was agreed for with 1002',
    async run(ctx) {
      for (const rsv of [1, 2, 4]) await closesWith(ctx, 1002, { opcode: text, payload: json('rsv'), rsv });
    },
  }),
  frames({
    id: 'WS-6.6',
    title: 'MUST close at fragments out of sequence with 1002',
    async run(ctx) {
      await closesWith(ctx, 1002, { opcode: continuation, payload: json('lost') });
      await closesWith(
        ctx,
        1002,
        { opcode: text, fin: false, payload: '{' },
        { opcode: text, payload: json('new') },
      );
    },
  }),
  frames({
    id: 'WS-6.7',
    title: 'MUST close at a control frame that is fragmented or too long with 1002',
    async run(ctx) {
      await closesWith(ctx, 1002, { opcode: ping, fin: false, payload: 'x' });
      await closesWith(ctx, 1002, { opcode: ping, payload: 'x'.repeat(126) });
      await closesWith(ctx, 1002, { opcode: close, payload: 'x' });
    },
  }),
  frames({
    id: 'WS-6.8',
    title: 'MUST close with 1002 at a close frame whose code may not be sent',
    async run(ctx) {
      for (const code of [0, 999, 1004, 1005, 1006, 1015, 2999, 5000]) {
        await closesWith(ctx, 1002, { opcode: close, payload: closePayload(code) });
      }
    },
  }),
  frames({
    id: 'WS-6.9',
    title: 'MUST answer a client’s close with a close and tell its peers',
    async run(ctx) {
      for (const code of [1000, 3000, 4999]) {
        const [peer, other] = await ctx.clients(2);
        const room = await ctx.roomOf(peer, other);
        peer.sendBytes(bytesOf({ opcode: close, payload: closePayload(code, 'bye') }));
        await peer.expectClosed({ closeCode: code });
        await other.expect({ type: 'member_left', room, nick: peer.nick });
      }
    },
  }),
  frames({
    id: 'WS-6.10',
    title: 'MUST answer a ping frame with a pong frame of the same payload',
    async run(ctx) {
      const peer = await ctx.client();
      for (const payload of ['x', 'é€🦊', 'y'.repeat(125)]) {
        peer.sendBytes(bytesOf({ opcode: ping, payload }));
        await peer.expectControl('pong', payload);
      }
      await peer.expectUsable();
    },
  }),
  frames({
    id: 'WS-6.11',
    title: 'MUST give the same result wherever the bytes of a frame are split, one byte at a time included',
    async run(ctx) {
      const [peer, other] = await ctx.clients(2);
      const room = await ctx.roomOf(peer, other);
      const short = 'é€🦊';
      // 126 bytes and more take the longer header.
      const long = short.padEnd(130, 'x');
      const everyByte = [...peer.bytesOf({ type: 'say', room, text: short }).keys()].slice(1);
      const cuts = [[1], [2], [3], [5], [6], [7], [8], [1, 2, 3, 4, 5, 6, 7, 8]];
      for (const offsets of cuts)
        await peer.sendChunks(peer.bytesOf({ type: 'say', room, text: long }), offsets);
      await peer.sendChunks(peer.bytesOf({ type: 'say', room, text: short }), everyByte);
      const messages = await other.collect({ type: 'message', room }, cuts.length + 1);
      ctx.assert.equal(
        messages.map(({ text: body }) => body),
        [...cuts.map(() => long), short],
        'the texts that arrived',
      );
    },
  }),
  frames({
    id: 'WS-6.12',
    title: 'MUST answer fifty messages of one write in order',
    async run(ctx) {
      const peer = await ctx.client();
      const refs = Array.from({ length: 50 }, (_, i) => `ref ${i}`);
      peer.sendTogether(refs.map((ref) => ({ type: 'rooms', ref })));
      const replies = await peer.collect('rooms', refs.length);
      ctx.assert.equal(
        replies.map(({ ref }) => ref),
        refs,
        'the refs of the replies',
      );
    },
  }),
];
