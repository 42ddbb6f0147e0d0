// Profile strict: what the clauses say down to the last character, and SHOULDs that are worth keeping. A server that
// misses one of these is still a chat.
import { type CaseDraft, type ConformanceCase, defineCase } from '../case.ts';
import { closePayload, WS_OPCODE, webSocketFrame } from '../peers/websocket-bytes.ts';

const strict = (draft: CaseDraft): ConformanceCase => defineCase({ profile: 'strict', ...draft });
const { close, text: textOpcode } = WS_OPCODE;

/** One character of each general category that a nick does not have, and the invisible ones. */
const NO_NICK_CHARACTERS = [
  ...[
    '\u2160',
    '\u00b2',
    '\u203f',
    '\u2014',
    '(',
    ')',
    '\u00ab',
    '\u00bb',
    '!',
    '@',
    '#',
    '\u00a7',
    '+',
    '$',
  ],
  ...[
    '^',
    '\u00a9',
    ' ',
    '\u00a0',
    '\u3000',
    '\u2028',
    '\u2029',
    '\u0085',
    '\u200b',
    '\u200d',
    '\u200e',
    '\u202e',
  ],
  ...['\u2066', '\ufeff', '\u00ad', '\ue000', '\u0378', '/', '\\', ':', ',', ';', '"', "'", '<', '>', '🦊'],
];

/** The cases of the profile strict. */
export const strictCases: readonly ConformanceCase[] = [
  strict({
    id: 'LINE-4.2',
    title: 'SHOULD deliver hundreds of replies after a half-close, then close',
    bindings: ['lines'],
    async run(ctx) {
      const peer = await ctx.client();
      const data = 'x'.repeat(800);
      peer.sendTogether(Array.from({ length: 400 }, (_, i) => ({ type: 'ping', ref: `p${i}`, data })));
      peer.end();
      await peer.collect('pong', 400);
      await peer.closed();
    },
  }),
  strict({
    id: 'WS-5.2',
    title: 'SHOULD send the error frame before the close in every case that a client brings about',
    bindings: ['websocket'],
    async run(ctx) {
      const refused = await ctx.connect();
      refused.send({ type: 'hello', version: 999, nick: ctx.nick() });
      await refused.expectClosed({ error: 'unsupported_version', closeCode: 4001 });
      const first = await ctx.client();
      await ctx.client({ nick: first.nick, hello: { session: first.welcome.session } });
      await first.expectClosed({ error: 'replaced', closeCode: 4000 });
    },
  }),
  strict({
    id: 'WS-6.27',
    title: 'SHOULD answer a close frame with the code that it had',
    bindings: ['websocket'],
    async run(ctx) {
      for (const code of [1000, 1001, 3000, 3999, 4000, 4999]) {
        const peer = await ctx.client();
        peer.sendBytes(webSocketFrame({ opcode: close, payload: closePayload(code) }));
        await peer.expectClosed({ closeCode: code });
      }
    },
  }),
  strict({
    id: 'WS-6.28',
    title: 'SHOULD close at the first invalid byte of a message that is not complete yet',
    bindings: ['websocket'],
    async run(ctx) {
      const peer = await ctx.client();
      const payload = Buffer.concat([Buffer.from('{"type":"'), Buffer.from([0xff])]);
      peer.sendBytes(webSocketFrame({ opcode: textOpcode, fin: false, payload }));
      await peer.expectClosed({ closeCode: 1007, withinMs: 1_000 });
    },
  }),
  strict({
    id: 'NICK-1.5',
    title:
      'MUST refuse a nick with any character but letters, marks, digits, "_", "-" and ".", and one not in NFC',
    async run(ctx) {
      const peer = await ctx.client();
      for (const character of NO_NICK_CHARACTERS)
        await peer.refused({ type: 'rename', nick: `a${character}b` }, 'nick_invalid');
      for (const nick of ['e\u0301', 'a\u030a', '\u212b', '\u1100\u1161', '_a', '-a', '.a', '\u0301a'])
        await peer.refused({ type: 'rename', nick }, 'nick_invalid');
      const { to } = await peer.ask({ type: 'rename', nick: `é_-.\u0660${ctx.nick()}` }, 'renamed');
      ctx.assert.equal(peer.nick, to, 'the nick after a rename that is right');
    },
  }),
  strict({
    id: 'NICK-2.6',
    title: 'MUST compare nicks by NFKC and lower case, no less and no more',
    async run(ctx) {
      const stem = ctx.nick().toLowerCase();
      const same: [holder: string, claim: string][] = [
        ['fi', '\ufb01'],
        ['dž', '\u01c5'],
        ['éa', 'ÉA'],
        ['жя', 'ЖЯ'],
        ['ß', '\u1e9e'],
        ['12', '\uff11\uff12'],
      ];
      const other: [holder: string, claim: string][] = [
        ['ss', 'ß'],
        ['e', 'é'],
        ['i', 'ı'],
        ['o', 'о'],
        ['a_b', 'a-b'],
      ];
      for (const [holder, claim] of same) {
        await ctx.client({ nick: `${stem}${holder}` });
        const peer = await ctx.connect();
        await peer.refused({ type: 'hello', version: 1, nick: `${stem}${claim}` }, 'nick_taken');
        peer.destroy();
      }
      for (const [holder, claim] of other) {
        await ctx.client({ nick: `${stem}x${holder}` });
        await ctx.client({ nick: `${stem}x${claim}` });
      }
    },
  }),
  strict({
    id: 'ROOM-1.4',
    title: 'MUST refuse a room name with any ASCII character but a–z, 0–9, "_" and "-", at every place',
    async run(ctx) {
      const peer = await ctx.client();
      const wrong = Array.from({ length: 126 }, (_, i) => String.fromCharCode(i + 1)).filter(
        (character) => !/[a-z0-9_-]/.test(character),
      );
      for (const character of wrong) {
        for (const room of [`${character}ab`, `a${character}b`, `ab${character}`])
          peer.send({ type: 'join', room, ref: JSON.stringify(room) });
        const errors = await peer.collect(
          { type: 'error', code: 'room_invalid' },
          3 * (wrong.indexOf(character) + 1),
        );
        ctx.assert.equal(errors.at(-1)?.ref, JSON.stringify(`ab${character}`), 'the ref of the last refusal');
      }
      await peer.expectNone('joined');
      await peer.join(ctx.room());
    },
  }),
  strict({
    id: 'SAY-2.3',
    title: 'MUST give at in milliseconds since the epoch, never going back in a room',
    async run(ctx) {
      const peer = await ctx.client();
      const room = await ctx.roomOf(peer);
      const before = Date.now();
      for (let i = 0; i < 5; i++) await peer.ask({ type: 'say', room, text: `${i}` }, 'said');
      const after = Date.now();
      await peer.barrier();
      const times = peer.received({ type: 'message', room }).map(({ at }) => at);
      // Two seconds either way: an attached server has a clock of its own.
      for (const at of times)
        ctx.assert.within(at, before - 2_000, after + 2_000, 'at, against this machine’s clock');
      ctx.assert.equal(
        times,
        [...times].sort((a, b) => a - b),
        'at of one message after the other',
      );
    },
  }),
  strict({
    id: 'LIMIT-2.1',
    title: 'MUST fire a timer not early, and in the best of four tries at most 10 % + 250 ms late',
    needs: { limits: { helloTimeoutMs: 1_500 } },
    async run(ctx) {
      const limit = ctx.limits.helloTimeoutMs;
      const took: number[] = [];
      while (took.length < 4 && (took.at(-1) ?? Number.POSITIVE_INFINITY) > limit * 1.1 + 250) {
        const before = ctx.now();
        const peer = await ctx.connect();
        const connected = ctx.now();
        const { atMs } = await peer.expectClosed({ error: 'hello_timeout' });
        ctx.assert.within(
          atMs - before,
          limit - 5,
          Number.POSITIVE_INFINITY,
          'from the connect to the close',
        );
        took.push(Math.max(0, atMs - connected)); // a busy suite reads both in one turn
      }
      ctx.assert.within(
        Math.min(...took),
        0,
        limit * 1.1 + 250,
        'from the accept to the close, the best of four',
      );
    },
  }),
];
