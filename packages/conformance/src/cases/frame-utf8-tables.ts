// FRAME-6, the tables: every kind of byte sequence that is no UTF-8, each on a connection of its own, and every edge of
// what is.
import { type CaseDraft, type ConformanceCase, defineCase } from '../case.ts';
import type { CaseContext } from '../context.ts';
import { framedJson, sayWithBytes } from './utf8-bytes.ts';

const robust = (draft: CaseDraft): ConformanceCase => defineCase({ profile: 'robust', ...draft });

/** Each code point in more bytes than it needs (RFC 3629 §3): the shortest and the longest of each length. */
const OVERLONG = [
  'c080',
  'c0af',
  'c1bf',
  'e08080',
  'e080af',
  'e09fbf',
  'f0808080',
  'f08080af',
  'f08fbfbf',
  'f8808080af',
  'fc80808080af',
];
/** Surrogates, alone and in pairs as CESU-8 writes them. */
const SURROGATES = [
  'eda080',
  'edadbf',
  'edae80',
  'edafbf',
  'edb080',
  'edbfbf',
  'eda080edb080',
  'edafbfedbfbf',
];
/** Above U+10FFFF, and bytes that UTF-8 never has. */
const TOO_HIGH = [
  'f4908080',
  'f5808080',
  'f7bfbfbf',
  'f888808080',
  'fc8480808080',
  'fe',
  'ff',
  'feff',
  'fffe',
];
/** Sequences that lack their end, each at every place, and continuations without a beginning. */
const TRUNCATED = [
  '80',
  'bf',
  '8080',
  'c3',
  'df',
  'e2',
  'e282',
  'ef',
  'efbf',
  'f0',
  'f09f',
  'f09fa6',
  'f4',
  'f48f',
  'f48fbf',
];
/** The first and the last code point of each length, of the surrogates' neighbours, and characters that are no letters. */
const EDGES = [
  0x20, 0x7f, 0x80, 0x7ff, 0x800, 0xfff, 0x1000, 0xd7ff, 0xe000, 0xfdd0, 0xfeff, 0xfffd, 0xfffe, 0xffff,
  0x10000, 0x1fffe, 0xfffff, 0x100000, 0x10ffff,
];

const bytesOf = (hex: string): number[] => [...Buffer.from(hex, 'hex')];

/** Sends each sequence in a text on a connection of its own: all are closed, and nothing of them reaches the room. */
async function closesAtEach(ctx: CaseContext, table: readonly string[]): Promise<void> {
  const other = await ctx.client({ label: 'other' });
  const room = await ctx.roomOf(other);
  await Promise.all(
    table.map(async (hex) => {
      const peer = await ctx.client({ label: hex });
      await peer.join(room);
      peer.sendBytes(sayWithBytes(peer, room, bytesOf(hex)));
      const { error } = await peer.expectClosed({ closeCode: 1007 });
      if (error !== undefined) ctx.assert.equal(error.code, 'invalid_utf8', 'the error before the close');
      await other.expect({ type: 'member_left', room, nick: peer.nick });
    }),
  );
  await other.expectNone('message', { because: 'nothing of invalid bytes may reach another client' });
  await other.ask({ type: 'say', room, text: 'right' }, 'said');
}

/** The cases of FRAME-6 that go through tables. */
export const frameUtf8TableCases: readonly ConformanceCase[] = [
  robust({
    id: 'FRAME-6.5',
    title: 'MUST close at every overlong form',
    run: (ctx) => closesAtEach(ctx, OVERLONG),
  }),
  robust({
    id: 'FRAME-6.6',
    title: 'MUST close at surrogates that are written as three bytes, alone and in pairs',
    run: (ctx) => closesAtEach(ctx, SURROGATES),
  }),
  robust({
    id: 'FRAME-6.7',
    title: 'MUST close at code points above U+10FFFF and at bytes that UTF-8 does not have',
    run: (ctx) => closesAtEach(ctx, TOO_HIGH),
  }),
  robust({
    id: 'FRAME-6.8',
    title:
      'MUST close at a sequence that is truncated, at every place, and at a continuation without a beginning',
    run: (ctx) => closesAtEach(ctx, TRUNCATED),
  }),
  robust({
    id: 'FRAME-6.9',
    title:
      'MUST take the first and the last code point of each length, noncharacters included, each by itself',
    async run(ctx) {
      const [peer, other] = await ctx.clients(2);
      const room = await ctx.roomOf(peer, other);
      const texts = EDGES.map((point) => `a${String.fromCodePoint(point)}b`);
      for (const point of EDGES)
        peer.sendBytes(sayWithBytes(peer, room, [...Buffer.from(String.fromCodePoint(point))]));
      const messages = await other.collect({ type: 'message', room }, texts.length);
      ctx.assert.equal(
        messages.map(({ text }) => text),
        texts,
        'the texts that arrived',
      );
    },
  }),
  robust({
    id: 'FRAME-6.10',
    title: 'MUST let nothing take effect that comes after invalid bytes in the same write',
    async run(ctx) {
      const [peer, other] = await ctx.clients(2);
      const room = await ctx.roomOf(peer, other);
      peer.sendBytes(
        Buffer.concat([
          peer.bytesOf({ type: 'say', room, text: 'before' }),
          sayWithBytes(peer, room, [0xff]),
          peer.bytesOf({ type: 'say', room, text: 'after' }),
        ]),
      );
      await other.expect({ type: 'member_left', room, nick: peer.nick });
      await other.expectNone({ type: 'message', text: 'after' });
      ctx.assert.equal(
        other.received('message').map(({ text }) => text),
        ['before'],
        'the texts that arrived',
      );
    },
  }),
  robust({
    id: 'FRAME-6.11',
    title: 'MUST close at invalid bytes also before welcome',
    async run(ctx) {
      const peer = await ctx.connect();
      const [before = '', after = ''] = peer
        .textOf({ type: 'hello', version: 1, nick: `${ctx.nick()}|` })
        .split('|');
      const json = Buffer.concat([Buffer.from(before), Buffer.from([0xc3, 0x28]), Buffer.from(after)]);
      peer.sendBytes(framedJson(peer, json));
      await peer.expectClosed({ closeCode: 1007 });
      ctx.assert.equal(peer.received('welcome').length, 0, 'welcomes');
      await ctx.client();
    },
  }),
];
