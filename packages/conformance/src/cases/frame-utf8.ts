// FRAME-6: bytes that are not UTF-8, and bytes that are although they look odd. Written as bytes on every binding.
import { type ConformanceCase, defineCase } from '../case.ts';
import { framedJson, sayWithBytes } from './utf8-bytes.ts';

/** Byte sequences that no UTF-8 text holds, by what is wrong with them. */
const INVALID: Readonly<Record<string, readonly number[]>> = {
  'a lone continuation byte': [0x80],
  'an overlong slash': [0xc0, 0xaf],
  'an overlong NUL': [0xe0, 0x80, 0x80],
  'a surrogate': [0xed, 0xa0, 0x80],
  'a code point above U+10FFFF': [0xf4, 0x90, 0x80, 0x80],
  'a byte that UTF-8 does not have': [0xff],
  'a lead byte without the rest': [0xe2, 0x82],
  'a five-byte sequence': [0xf8, 0x88, 0x80, 0x80, 0x80],
};

/** The first and last code points of each UTF-8 length, and those that decoders trip over. */
const VALID =
  '\u0001\u007f\u0080\u07ff\u0800\ud7ff\ue000\ufffd\ufffe\uffff\u{10000}\u{10ffff}\ufeff\u2028\u2029\u200d👩‍👩‍👧‍👦 אבג é e\u0301';

/** The cases of FRAME-6. */
export const frameUtf8Cases: readonly ConformanceCase[] = [
  defineCase({
    id: 'FRAME-6.1',
    title: 'MUST close at bytes that are not UTF-8 and let nothing of them reach another client',
    async run(ctx) {
      const other = await ctx.client({ label: 'other' });
      const room = await ctx.roomOf(other);
      for (const [what, bad] of Object.entries(INVALID)) {
        const peer = await ctx.client();
        await peer.join(room);
        ctx.note(what);
        peer.sendBytes(sayWithBytes(peer, room, bad));
        const closure = await peer.expectClosed({ closeCode: 1007 });
        if (closure.error !== undefined)
          ctx.assert.equal(closure.error.code, 'invalid_utf8', 'the error before the close');
        await other.expect({ type: 'member_left', room, nick: peer.nick });
      }
      await other.expectNone('message');
      await other.ask({ type: 'say', room, text: 'right' }, 'said');
      await other.expect({ type: 'message', room, text: 'right' });
    },
  }),
  defineCase({
    id: 'FRAME-6.2',
    title: 'MUST say invalid_utf8 before the close',
    bindings: ['lines'],
    async run(ctx) {
      const peer = await ctx.client();
      const room = await ctx.roomOf(peer);
      peer.sendBytes(sayWithBytes(peer, room, [0xff]));
      await peer.expectClosed({ error: 'invalid_utf8' });
    },
  }),
  defineCase({
    id: 'FRAME-6.3',
    title: 'MUST take every valid sequence, those at the edges of each length included',
    async run(ctx) {
      const [peer, other] = await ctx.clients(2);
      const room = await ctx.roomOf(peer, other);
      await peer.ask({ type: 'say', room, text: VALID }, 'said');
      await other.expect({ type: 'message', room, text: VALID });
    },
  }),
  defineCase({
    id: 'FRAME-6.4',
    title: 'MUST close at invalid UTF-8 also in a member that nobody reads',
    async run(ctx) {
      const [peer, other] = await ctx.clients(2);
      const [before = '', after = ''] = peer.textOf({ type: 'ping', data: 1, unread: '|' }).split('|');
      const json = Buffer.concat([Buffer.from(before), Buffer.from([0xc3, 0x28]), Buffer.from(after)]);
      peer.sendBytes(framedJson(peer, json));
      await peer.expectClosed({ closeCode: 1007 });
      ctx.assert.equal(peer.received({ type: 'pong', data: 1 }).length, 0, 'pongs');
      await other.expectUsable();
    },
  }),
];
