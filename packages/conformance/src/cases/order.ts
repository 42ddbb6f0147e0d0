// Cases of the section ORDER of PROTOCOL.md: data and their runs, nothing that runs them.
import { type ConformanceCase, defineCase } from '../case.ts';

/** The cases of ORDER. */
export const orderCases: readonly ConformanceCase[] = [
  defineCase({
    id: 'ORDER-1.1',
    title:
      'MUST number a room’s messages from 1 by 1, apart from other rooms, and deliver them in that order',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const one = await ctx.roomOf(alice, bob);
      const two = await ctx.roomOf(alice, bob);
      for (let i = 0; i < 10; i++) {
        alice.send({ type: 'say', room: one, text: `a${i}` });
        bob.send({ type: 'say', room: i % 2 ? two : one, text: `b${i}` });
      }
      for (const [room, count] of [
        [one, 15],
        [two, 5],
      ] as const) {
        for (const peer of [alice, bob]) {
          const messages = await peer.collect({ type: 'message', room }, count);
          const expected = Array.from({ length: count }, (_, i) => i + 1);
          ctx.assert.equal(
            messages.map(({ seq }) => seq),
            expected,
            `the seq of ${room} for ${peer.nick}`,
          );
        }
      }
    },
  }),
  defineCase({
    id: 'ORDER-1.2',
    title: 'MUST go on numbering while a room is kept, also when a member leaves and joins again',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, bob);
      await alice.ask({ type: 'say', room, text: '1' }, 'said');
      await bob.ask({ type: 'leave', room }, 'left');
      await alice.ask({ type: 'say', room, text: '2' }, 'said');
      ctx.assert.equal((await bob.join(room)).seq, 2, 'joined.seq');
      await alice.ask({ type: 'say', room, text: '3' }, 'said');
      const { seq } = await bob.expect({ type: 'message', room, text: '3' });
      ctx.assert.equal(seq, 3, 'the seq of the next message');
    },
  }),
  defineCase({
    id: 'ORDER-2.1',
    title: 'MUST answer one client’s requests in the order sent',
    async run(ctx) {
      const peer = await ctx.client();
      const room = ctx.room();
      const frames = [
        { type: 'join', room },
        { type: 'say', room, text: 'x' },
        { type: 'who', room },
        { type: 'say', room, text: '' },
        { type: 'rooms' },
        { type: 'ping' },
        { type: 'say', room, text: 'y' },
        { type: 'nonsense' },
        { type: 'leave', room },
        { type: 'say', room, text: 'z' },
      ];
      peer.sendTogether(frames.map((frame, i) => ({ ...frame, ref: `q${i}` })));
      await peer.expect((frame) => 'ref' in frame && frame.ref === `q${frames.length - 1}`);
      const refs = peer.log.flatMap(({ frame }) =>
        'ref' in frame && /^q\d+$/.test(frame.ref ?? '') ? [frame.ref] : [],
      );
      ctx.assert.equal(
        refs,
        frames.map((_, i) => `q${i}`),
        'the refs of the replies',
      );
    },
  }),
  defineCase({
    id: 'ORDER-2.2',
    title: 'MUST let one client’s messages take effect in the order sent',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, bob);
      const texts = Array.from({ length: 200 }, (_, i) => `m${i}`);
      alice.sendTogether(texts.slice(0, 100).map((text) => ({ type: 'say', room, text })));
      for (const text of texts.slice(100)) alice.send({ type: 'say', room, text });
      const messages = await bob.collect({ type: 'message', room }, texts.length);
      ctx.assert.equal(
        messages.map(({ text }) => text),
        texts,
        'the order received',
      );
    },
  }),
  defineCase({
    id: 'ORDER-3.1',
    title: 'MUST send pong after every event that was queued for the client before the ping',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, bob);
      for (let round = 0; round < 20; round++) {
        // alice's own message is queued for her when her ping, in the same write, is read.
        alice.sendTogether([
          { type: 'say', room, text: `m${round}` },
          { type: 'ping', data: round },
        ]);
        await alice.expect({ type: 'pong', data: round });
        const types = alice.received((f) => f.type === 'message' || f.type === 'pong').map((f) => f.type);
        ctx.assert.equal(types.slice(-2), ['message', 'pong'], `the order in round ${round}`);
      }
    },
  }),
  defineCase({
    id: 'ORDER-3.2',
    title: 'MUST send pong after another’s message that was acknowledged before the ping',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, bob);
      for (let round = 0; round < 20; round++) {
        const text = ctx.unique();
        await alice.ask({ type: 'say', room, text }, 'said');
        const mark = bob.mark();
        await bob.ask({ type: 'ping', data: text }, 'pong');
        const pongAt = bob.log.findIndex(({ frame }) => frame.type === 'pong' && frame.data === text);
        const messageAt = bob.log.findIndex(({ frame }) => frame.type === 'message' && frame.text === text);
        ctx.assert.that(
          messageAt >= 0 && messageAt < pongAt,
          'the message, then the pong',
          bob.log.slice(mark),
        );
      }
    },
  }),
  defineCase({
    id: 'ORDER-4.1',
    title: 'MUST show all members the same order under 6 senders at once',
    async run(ctx) {
      const peers = await ctx.clients(6);
      const room = await ctx.roomOf(...peers);
      const each = 30;
      for (let i = 0; i < each; i++)
        for (const peer of peers) peer.send({ type: 'say', room, text: `${peer.nick} ${i}` });
      const logs = await Promise.all(
        peers.map(async (peer) =>
          (await peer.collect({ type: 'message', room }, each * peers.length)).map(
            ({ seq, text }) => `${seq} ${text}`,
          ),
        ),
      );
      for (const log of logs.slice(1))
        ctx.assert.equal(log, logs[0], 'the order of one member, against another’s');
      for (const { nick } of peers) {
        const own = logs[0]
          ?.filter((line) => line.includes(` ${nick} `))
          .map((line) => Number(line.split(' ').at(-1)));
        ctx.assert.equal(
          own,
          Array.from({ length: each }, (_, i) => i),
          `the order of ${nick}’s messages`,
        );
      }
    },
  }),
];
