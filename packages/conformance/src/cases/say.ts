// Cases of the section SAY of PROTOCOL.md: data and their runs, nothing that runs them.
import { utf8Length } from '@hubbub/protocol';
import { type ConformanceCase, defineCase } from '../case.ts';
import { directCases } from './say-direct.ts';

/** Texts that a careless server changes on the way. */
const TEXTS: readonly string[] = [
  'plain',
  ' leading and trailing ',
  'line\nfeed',
  'carriage\r\nreturn',
  'tab\tand\u0001control\u001b[31m\u007f',
  '"quotes" \\ backslash / slash',
  'ünï ö',
  'e\u0301 is not é',
  '\u2028 and \u2029',
  '\ufeffBOM',
  '👩‍👩‍👧‍👦 family, 🇪🇺 flag, \u{10ffff}',
  'שלום \u202eمرحبا',
  '\u0085\u00a0\u200b\ufffd',
  '<script>&amp;</script>',
  '{"type":"message"}',
  '__proto__',
];

/** The cases of SAY. */
export const sayCases: readonly ConformanceCase[] = [
  defineCase({
    id: 'SAY-1.1',
    title: 'MUST deliver each message to every member exactly once, the sender included',
    async run(ctx) {
      const peers = await ctx.clients(4);
      const room = await ctx.roomOf(...peers);
      const [sender] = peers;
      const texts = Array.from({ length: 20 }, () => ctx.unique());
      for (const text of texts) sender?.send({ type: 'say', room, text });
      for (const peer of peers) {
        await peer.collect({ type: 'message', room }, texts.length);
        await peer.barrier();
        const seen = peer.received({ type: 'message', room }).map(({ text }) => text);
        ctx.assert.equal(seen, texts, `the messages of ${peer.nick}`);
      }
    },
  }),
  defineCase({
    id: 'SAY-1.2',
    title: 'MUST deliver nothing to a client that is not a member, in another room or in none',
    async run(ctx) {
      const [alice, bob, carol] = await ctx.clients(3);
      const room = await ctx.roomOf(alice);
      const other = await ctx.roomOf(bob);
      await alice.ask({ type: 'say', room, text: ctx.unique() }, 'said');
      await alice.expect({ type: 'message', room });
      await bob.expectNone('message');
      await carol.expectNone('message');
      await bob.ask({ type: 'say', room: other, text: 'mine' }, 'said');
      const { seq } = await bob.expect({ type: 'message', room: other });
      ctx.assert.equal(seq, 1, 'the seq in the other room');
    },
  }),
  defineCase({
    id: 'SAY-1.3',
    title: 'MUST deliver the last message before a pause, as all others',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, bob);
      for (let i = 0; i < 5; i++) {
        const text = ctx.unique();
        await alice.ask({ type: 'say', room, text }, 'said');
        await bob.expect({ type: 'message', room, text });
      }
    },
  }),
  defineCase({
    id: 'SAY-2.1',
    title: 'MUST ignore a client’s from, at and seq and set its own',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, bob);
      await alice.ask({ type: 'say', room, text: 'forged', from: bob.nick, at: 1, seq: 99 }, 'said');
      const message = await bob.expect({ type: 'message', room });
      ctx.assert.equal([message.from, message.seq], [alice.nick, 1], 'from and seq');
      ctx.assert.that(
        message.at > 1_600_000_000_000,
        'at by the server’s clock, in ms since the epoch',
        message.at,
      );
    },
  }),
  defineCase({
    id: 'SAY-2.2',
    title: 'MUST give the same seq and at in said and in every member’s message',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, bob);
      const said = await alice.ask({ type: 'say', room, text: 'x' }, 'said');
      for (const peer of [alice, bob]) {
        const message = await peer.expect({ type: 'message', room });
        ctx.assert.equal([message.seq, message.at], [said.seq, said.at], `seq and at for ${peer.nick}`);
      }
      ctx.assert.equal([said.room, said.duplicate], [room, undefined], 'room and duplicate in said');
    },
  }),
  defineCase({
    id: 'SAY-3.1',
    title: 'MUST deliver every text byte for byte as it was sent',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, bob);
      for (const text of TEXTS) await alice.ask({ type: 'say', room, text }, 'said');
      const messages = await bob.collect({ type: 'message', room }, TEXTS.length);
      ctx.assert.equal(
        messages.map(({ text }) => text),
        TEXTS,
        'the texts received',
      );
    },
  }),
  defineCase({
    id: 'SAY-3.2',
    title: 'MUST accept a text of exactly maxTextBytes and refuse one byte more with invalid_field text',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, bob);
      const longest = 'x'.repeat(ctx.limits.maxTextBytes);
      await alice.ask({ type: 'say', room, text: longest }, 'said');
      await alice.refused({ type: 'say', room, text: `${longest}x` }, 'invalid_field', 'text');
      const message = await bob.expect({ type: 'message', room });
      ctx.assert.equal(message.text.length, longest.length, 'the length received');
      await bob.expectNone({ type: 'message', room, seq: 2 });
    },
  }),
  defineCase({
    id: 'SAY-3.3',
    title: 'MUST count maxTextBytes in UTF-8 bytes, not in characters',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, bob);
      const { maxTextBytes } = ctx.limits;
      const tail = maxTextBytes % 4;
      const longest = '😀'.repeat((maxTextBytes - tail) / 4) + 'x'.repeat(tail);
      ctx.assert.equal(utf8Length(longest), maxTextBytes, 'the length of the text that the case made');
      await alice.ask({ type: 'say', room, text: longest }, 'said');
      await alice.refused({ type: 'say', room, text: `é${longest.slice(2)}xxx` }, 'invalid_field', 'text');
      const { text } = await bob.expect({ type: 'message', room });
      ctx.assert.equal(text, longest, 'the text received');
    },
  }),
  defineCase({
    id: 'SAY-3.4',
    title: 'MUST refuse an empty text with invalid_field text',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, bob);
      await alice.refused({ type: 'say', room, text: '' }, 'invalid_field', 'text');
      await bob.expectNone('message');
      await alice.ask({ type: 'say', room, text: 'x' }, 'said');
    },
  }),
  defineCase({
    id: 'SAY-4.1',
    title: 'MUST send said where the say carried ref, and none where it did not',
    async run(ctx) {
      const alice = await ctx.client();
      const room = await ctx.roomOf(alice);
      alice.send({ type: 'say', room, text: 'without' });
      await alice.expect({ type: 'message', room, text: 'without' });
      await alice.expectNone('said');
      const said = await alice.ask({ type: 'say', room, text: 'with' }, 'said');
      ctx.assert.equal(said.seq, 2, 'the seq in said');
      await alice.barrier();
      ctx.assert.equal(alice.received('said').length, 1, 'the number of said frames');
    },
  }),
  defineCase({
    id: 'SAY-5.1',
    title:
      'MUST not send a say again whose id the same nick used in the room: said gives the first seq and duplicate',
    features: ['history'],
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, bob);
      const id = ctx.unique();
      const first = await alice.ask({ type: 'say', room, text: 'once', id }, 'said');
      await alice.ask({ type: 'say', room, text: 'between' }, 'said');
      const again = await alice.ask({ type: 'say', room, text: 'once', id }, 'said');
      ctx.assert.equal(
        [again.seq, again.duplicate],
        [first.seq, true],
        'seq and duplicate of the second said',
      );
      await bob.barrier();
      ctx.assert.equal(
        bob.received({ type: 'message', room }).map(({ text }) => text),
        ['once', 'between'],
        'the messages',
      );
    },
  }),
  defineCase({
    id: 'SAY-5.2',
    title: 'MUST recognise a repeated id over a new connection of the same nick',
    features: ['history'],
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, bob);
      const id = ctx.unique();
      const first = await alice.ask({ type: 'say', room, text: 'once', id }, 'said');
      alice.reset();
      await bob.expect({ type: 'member_left', room, nick: alice.nick });
      const back = await ctx.client({ nick: alice.nick });
      await back.join(room);
      const again = await back.ask({ type: 'say', room, text: 'once', id }, 'said');
      ctx.assert.equal(
        [again.seq, again.duplicate],
        [first.seq, true],
        'seq and duplicate over the new connection',
      );
      await bob.expectNone((f) => f.type === 'message' && f.seq > 1);
    },
  }),
  defineCase({
    id: 'SAY-5.3',
    title: 'MUST keep ids apart by nick and by room',
    features: ['history'],
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const one = await ctx.roomOf(alice, bob);
      const two = await ctx.roomOf(alice, bob);
      const id = ctx.unique();
      for (const [peer, room] of [
        [alice, one],
        [alice, two],
        [bob, one],
      ] as const) {
        const said = await peer.ask({ type: 'say', room, text: 'x', id }, 'said');
        ctx.assert.equal(said.duplicate, undefined, 'duplicate in said');
      }
      await bob.collect({ type: 'message', room: one, id }, 2);
    },
  }),
  defineCase({
    id: 'SAY-5.4',
    title: 'MUST accept an id of 1 and of 64 bytes, send it on, and refuse 0 and 65 bytes',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, bob);
      for (const id of ['1', 'é'.repeat(32)]) {
        await alice.ask({ type: 'say', room, text: 'x', id }, 'said');
        await bob.expect({ type: 'message', room, id });
      }
      for (const id of ['', 'x'.repeat(65), `${'é'.repeat(32)}x`]) {
        await alice.refused({ type: 'say', room, text: 'x', id }, 'invalid_field', 'id');
      }
      await bob.expectNone({ type: 'message', room, seq: 3 });
    },
  }),
  ...directCases,
  defineCase({
    id: 'SAY-7.1',
    title: 'MUST deliver a message whose sender went away at once, before its member_left',
    async run(ctx) {
      const observer = await ctx.client();
      const room = await ctx.roomOf(observer);
      for (let round = 0; round < 5; round++) {
        const sender = await ctx.client();
        await sender.join(room);
        const mark = observer.mark();
        sender.sendTogether([{ type: 'say', room, text: `last words ${round}` }, { type: 'bye' }]);
        await observer.expect({ type: 'member_left', room, nick: sender.nick }, { since: mark });
        const types = observer
          .received((f) => f.type === 'message' || f.type === 'member_left', mark)
          .map((f) => f.type);
        ctx.assert.equal(types, ['message', 'member_left'], 'what came of the sender');
      }
    },
  }),
];
