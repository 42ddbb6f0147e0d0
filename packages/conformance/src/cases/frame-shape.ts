// FRAME-1…3 and 9: members, types and shapes that are not known, how many of them are borne, and which error comes first.
import { ClientFrames, ServerFrames } from '@hubbub/protocol';
import { type ConformanceCase, defineCase } from '../case.ts';
import type { CaseContext } from '../context.ts';
import type { Peer } from '../peers/peer.ts';

/** JSON that is no frame. */
const NO_FRAMES = [
  '[]',
  '[{"type":"ping"}]',
  '"ping"',
  '1',
  'true',
  'null',
  '{}',
  '{"type":1}',
  '{"type":null}',
  '{"ref":"a"}',
];
/** Texts that are no JSON. */
const NO_JSON = [
  '{',
  'ping',
  '{"type":"ping",}',
  "{'type':'ping'}",
  '{"type":"ping"}{"type":"ping"}',
  '{"type":"ping"} trailing',
  '{"type":"ping" "data":1}',
  '\ufeff{"type":"ping"}',
  '{"type":"ping","data":01}',
  '{"type":"ping","data":"\\x"}',
  '{"type":"ping","data":NaN}',
];

/** Sends each text and wants `bad_frame` for it alone: the barrier between them shows a usable connection. */
async function wantsBadFrames(ctx: CaseContext, texts: readonly string[]): Promise<void> {
  const peer = await ctx.client();
  for (const text of texts) {
    const since = peer.mark();
    peer.sendText(text);
    await peer.expectUsable();
    const errors = peer.received('error', since);
    ctx.assert.equal(
      errors.map(({ code }) => code),
      ['bad_frame'],
      `the errors for ${text}`,
    );
    await peer.ask({ type: 'rooms' }, 'rooms');
  }
}

/** Sends `count` frames of an unknown type, each awaited. */
async function sendUnknown(peer: Peer, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await peer.refused({ type: 'no-such-type' }, 'unknown_type');
}

/** The cases of FRAME-1, 2, 3 and 9. */
export const frameShapeCases: readonly ConformanceCase[] = [
  defineCase({
    id: 'FRAME-1.1',
    title: 'MUST ignore members that it does not know',
    async run(ctx) {
      const [peer, other] = await ctx.clients(2);
      const room = await ctx.roomOf(peer, other);
      const text = ctx.unique();
      const unknown = {
        colour: 'red',
        deep: { a: [1, { b: null }] },
        seq: 99,
        from: 'somebody',
        at: 1,
        x: null,
      };
      await peer.ask({ type: 'say', room, text, ...unknown }, 'said');
      const message = await other.expect({ type: 'message', room, text });
      ctx.assert.that(
        !('colour' in message || 'deep' in message),
        'a message without the unknown members',
        message,
      );
    },
  }),
  defineCase({
    id: 'FRAME-2.1',
    title: 'MUST answer an unknown type with unknown_type and keep the connection',
    async run(ctx) {
      const peer = await ctx.client();
      for (const type of [
        'shout',
        'Say',
        'say ',
        '',
        '__proto__',
        'constructor',
        'toString',
        'hasOwnProperty',
      ]) {
        await peer.refused({ type, room: 'a', text: 'b' }, 'unknown_type');
        await peer.ask({ type: 'rooms' }, 'rooms');
      }
    },
  }),
  defineCase({
    id: 'FRAME-2.2',
    title: 'MUST answer the types of the server itself with unknown_type',
    async run(ctx) {
      const peer = await ctx.client();
      const own = Object.keys(ServerFrames).filter((type) => !Object.hasOwn(ClientFrames, type));
      for (const type of own) {
        await peer.refused({ type }, 'unknown_type');
        await peer.ask({ type: 'rooms' }, 'rooms');
      }
    },
  }),
  defineCase({
    id: 'FRAME-2.3',
    title: 'MUST leave membership and nick as they are after an unknown type',
    async run(ctx) {
      const [peer, other] = await ctx.clients(2);
      const room = await ctx.roomOf(peer, other);
      await peer.refused({ type: 'quit' }, 'unknown_type');
      await other.ask({ type: 'say', room, text: 'still here' }, 'said');
      await peer.expect({ type: 'message', room, text: 'still here', from: other.nick });
      const { members } = await other.ask({ type: 'who', room }, 'members');
      ctx.assert.equal(members, [peer.nick, other.nick].sort(), 'the members');
    },
  }),
  defineCase({
    id: 'FRAME-3.1',
    title: 'MUST answer JSON that is no object with a string type with bad_frame and stay usable',
    bindings: ['lines', 'websocket'],
    run: (ctx) => wantsBadFrames(ctx, NO_FRAMES),
  }),
  defineCase({
    id: 'FRAME-3.2',
    title: 'MUST answer a text that is no JSON with bad_frame and stay usable',
    bindings: ['lines', 'websocket'],
    run: (ctx) => wantsBadFrames(ctx, NO_JSON),
  }),
  defineCase({
    id: 'FRAME-3.3',
    title: 'MUST follow the maxBadFrames-th unknown type in a row with too_many_errors and a close',
    async run(ctx) {
      const peer = await ctx.client();
      await sendUnknown(peer, ctx.limits.maxBadFrames);
      await peer.expectClosed({ error: 'too_many_errors', closeCode: 4005 });
    },
  }),
  defineCase({
    id: 'FRAME-3.4',
    title:
      'MUST follow the maxBadFrames-th bad frame in a row with too_many_errors and a close, and answer none after it',
    bindings: ['lines', 'websocket'],
    async run(ctx) {
      const peer = await ctx.client();
      const bad = Array.from({ length: ctx.limits.maxBadFrames + 3 }, () => peer.bytesOfText('[]'));
      peer.sendBytes(Buffer.concat(bad));
      await peer.expectClosed({ error: 'too_many_errors', closeCode: 4005 });
      const { length } = peer.received({ type: 'error', code: 'bad_frame' });
      ctx.assert.equal(length, ctx.limits.maxBadFrames, 'bad_frame errors');
    },
  }),
  defineCase({
    id: 'FRAME-3.5',
    title: 'MUST keep the connection at one frame below maxBadFrames, and count anew after any other frame',
    async run(ctx) {
      const peer = await ctx.client();
      const borne = ctx.limits.maxBadFrames - 1;
      await sendUnknown(peer, borne);
      await peer.ask({ type: 'rooms' }, 'rooms');
      await sendUnknown(peer, borne);
      // Refused for another reason: that is neither of the two and counts as well-formed.
      await peer.refused({ type: 'join' }, 'invalid_field', 'room');
      await sendUnknown(peer, borne);
      await peer.expectUsable();
      ctx.assert.equal(
        peer.received({ type: 'error', code: 'too_many_errors' }).length,
        0,
        'too_many_errors so far',
      );
    },
  }),
  defineCase({
    id: 'FRAME-3.6',
    title: 'MUST count bad frames and unknown types together',
    bindings: ['lines', 'websocket'],
    async run(ctx) {
      const peer = await ctx.client();
      for (let i = 0; i < ctx.limits.maxBadFrames; i++)
        peer.sendText(i % 2 === 0 ? 'no frame' : '{"type":"no-such-type"}');
      await peer.expectClosed({ error: 'too_many_errors', closeCode: 4005 });
    },
  }),
  defineCase({
    id: 'FRAME-9.1',
    title: 'MUST send the first error in the order of FRAME-9 where more than one fits',
    async run(ctx) {
      const peer = await ctx.client();
      const frames: [frame: { type: string; [member: string]: unknown }, code: string, field?: string][] = [
        [{ type: 'no-such-type', ref: 5 }, 'unknown_type'],
        [{ type: 'say', ref: 5 }, 'invalid_field', 'ref'],
        [{ type: 'say', text: 5, room: 5 }, 'invalid_field', 'room'],
        [{ type: 'say', text: '', room: 'NO ROOM' }, 'invalid_field', 'text'],
        [{ type: 'say', text: 'x', room: 'NO ROOM' }, 'room_invalid'],
        [{ type: 'direct', to: 'no nick', text: '' }, 'invalid_field', 'text'],
        [{ type: 'direct', to: 'no nick', text: 'x' }, 'nick_invalid'],
      ];
      for (const [frame, code, field] of frames) {
        const since = peer.mark();
        peer.send(frame);
        const error = await peer.expect('error', { since });
        ctx.assert.equal([error.code, error.field], [code, field], `the error for ${JSON.stringify(frame)}`);
        await peer.ask({ type: 'rooms' }, 'rooms');
      }
    },
  }),
];
