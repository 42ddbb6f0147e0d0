// Cases of the section NICK of PROTOCOL.md: data and their runs, nothing that runs them.
import { type ConformanceCase, defineCase } from '../case.ts';
import { renameCases } from './nick-rename.ts';
import { takeoverCases } from './nick-takeover.ts';

const INVALID: readonly string[] = [
  '',
  ' ',
  'a b',
  'a\tb',
  'a\nb',
  '-a',
  '.a',
  '_a',
  'a!',
  'a@b',
  'a:b',
  'a/b',
  '#a',
  'a,b',
  'a"b',
  "a'b",
  '<a>',
  'a\u200bb',
  'a\u202eb',
  '\u0301a',
  '\ud83d\ude00',
  'a'.repeat(33),
  'e\u0301',
  'a\u0000b'.replace('\u0000', '\u0001'),
];
const VALID: readonly string[] = ['ünïcode', 'Ελλη', '名前', 'a.b-c_d', '7up', 'x', '\u{20000}x', 'नमस्ते'];

/** The cases of NICK. */
export const nickCases: readonly ConformanceCase[] = [
  defineCase({
    id: 'NICK-1.1',
    title: 'MUST refuse each malformed nick with nick_invalid, and let the client try again',
    async run(ctx) {
      const peer = await ctx.connect();
      for (const nick of INVALID) await peer.refused({ type: 'hello', version: 1, nick }, 'nick_invalid');
      await peer.ask({ type: 'hello', version: 1, nick: ctx.nick() }, 'welcome');
    },
  }),
  defineCase({
    id: 'NICK-1.2',
    title: 'MUST accept letters, marks and digits of any script, "_", "-" and "."',
    async run(ctx) {
      const peer = await ctx.client();
      for (const stem of VALID) {
        const nick = `${stem}${ctx.nick().slice(-8)}`.slice(0, 32).normalize('NFC');
        const renamed = await peer.ask({ type: 'rename', nick }, 'renamed');
        ctx.assert.equal(renamed.to, nick, 'the nick given');
      }
    },
  }),
  defineCase({
    id: 'NICK-1.3',
    title: 'MUST accept a nick of exactly 32 code points, counted as code points, and refuse one of 33',
    async run(ctx) {
      const peer = await ctx.client();
      const tail = ctx.nick().slice(-10);
      const longest = '\u{20001}'.repeat(32 - tail.length) + tail;
      const renamed = await peer.ask({ type: 'rename', nick: longest }, 'renamed');
      ctx.assert.equal(renamed.to, longest, 'the longest nick');
      await peer.refused({ type: 'rename', nick: `${longest}x` }, 'nick_invalid');
    },
  }),
  defineCase({
    id: 'NICK-2.1',
    title: 'MUST refuse a nick in use with nick_taken and leave its holder unaffected',
    async run(ctx) {
      const holder = await ctx.client();
      const room = await ctx.roomOf(holder);
      const peer = await ctx.connect();
      await peer.refused({ type: 'hello', version: 1, nick: holder.nick }, 'nick_taken');
      const said = await holder.ask({ type: 'say', room, text: 'unaffected' }, 'said');
      ctx.assert.equal(said.seq, 1, 'the seq of the holder’s message');
    },
  }),
  defineCase({
    id: 'NICK-2.2',
    title: 'MUST take spellings that NFKC and lower case make equal for the same nick',
    async run(ctx) {
      const stem = ctx.nick().toLowerCase();
      const holder = await ctx.client({ nick: `${stem}ab` });
      for (const spelling of [
        `${stem}AB`,
        `${stem}Ab`,
        `${stem}\uff41b`,
        `${stem}\u24d0b`.replace('\u24d0', '\uff21'),
      ]) {
        const peer = await ctx.connect();
        await peer.refused({ type: 'hello', version: 1, nick: spelling }, 'nick_taken');
      }
      await holder.expectUsable();
    },
  }),
  defineCase({
    id: 'NICK-2.3',
    title: 'MUST give a nick to exactly one of 20 clients that claim it at once',
    async run(ctx) {
      const nick = ctx.nick();
      const peers = await ctx.several(20, () => ctx.connect());
      const answers = await Promise.all(
        peers.map((peer) => peer.request({ type: 'hello', version: 1, nick })),
      );
      const winners = answers.filter((frame) => frame.type === 'welcome');
      const losers = answers.filter((frame) => frame.type === 'error' && frame.code === 'nick_taken');
      ctx.assert.equal([winners.length, losers.length], [1, 19], 'how many got welcome and nick_taken');
    },
  }),
  defineCase({
    id: 'NICK-3.1',
    title: 'MUST free a nick when its holder says bye',
    async run(ctx) {
      const holder = await ctx.client();
      await holder.ask({ type: 'bye' }, 'closing');
      await holder.closed();
      const next = await ctx.client({ nick: holder.nick });
      ctx.assert.equal(next.nick, holder.nick, 'the nick given again');
    },
  }),
  defineCase({
    id: 'NICK-3.2',
    title: 'MUST free a nick as soon as its holder’s connection is reset',
    async run(ctx) {
      const [holder, witness] = await ctx.clients(2);
      await ctx.roomOf(holder, witness);
      holder.reset();
      await witness.expect({ type: 'member_left', nick: holder.nick });
      const next = await ctx.client({ nick: holder.nick });
      ctx.assert.equal(next.nick, holder.nick, 'the nick given again');
    },
  }),
  defineCase({
    id: 'NICK-3.3',
    title: 'MUST refuse the reserved nicks in every spelling with nick_taken',
    async run(ctx) {
      const peer = await ctx.client();
      for (const nick of ['server', 'system', 'hubbub', 'Server', 'SYSTEM', 'HubBub', '\uff53erver']) {
        await peer.refused({ type: 'rename', nick }, 'nick_taken');
      }
      const fresh = await ctx.connect();
      await fresh.refused({ type: 'hello', version: 1, nick: 'system' }, 'nick_taken');
    },
  }),
  ...renameCases,
  ...takeoverCases,
];
