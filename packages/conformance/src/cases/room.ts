// Cases of the section ROOM of PROTOCOL.md: data and their runs, nothing that runs them.
import { type ConformanceCase, defineCase } from '../case.ts';
import { presenceCases } from './room-presence.ts';

const INVALID: readonly string[] = [
  '',
  ' ',
  'a b',
  'A',
  'Room',
  '_a',
  '-a',
  'a.b',
  'ä',
  'a/b',
  '#a',
  'a\n',
  'a'.repeat(65),
  '\u{1f600}',
];

/** The cases of ROOM. */
export const roomCases: readonly ConformanceCase[] = [
  defineCase({
    id: 'ROOM-1.1',
    title: 'MUST refuse each malformed room name with room_invalid, in every request that names a room',
    async run(ctx) {
      const peer = await ctx.client();
      for (const room of INVALID) await peer.refused({ type: 'join', room }, 'room_invalid');
      for (const type of ['leave', 'who', 'history']) await peer.refused({ type, room: 'A' }, 'room_invalid');
      await peer.refused({ type: 'say', room: 'A', text: 'x' }, 'room_invalid');
      await peer.join(ctx.room());
    },
  }),
  defineCase({
    id: 'ROOM-1.2',
    title: 'MUST accept a room name of 64 characters, and letters, digits, "_" and "-"',
    async run(ctx) {
      const peer = await ctx.client();
      const stem = ctx.room();
      for (const room of [stem.padEnd(64, '_'), `0${stem}`, `${stem}_x-y`]) {
        const joined = await peer.join(room);
        ctx.assert.equal(joined.room, room, 'the room joined');
        await peer.ask({ type: 'leave', room }, 'left');
      }
    },
  }),
  defineCase({
    id: 'ROOM-1.3',
    title: 'MUST let a room exist from its first join, with the joiner in it',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = ctx.room();
      const joined = await alice.join(room);
      ctx.assert.equal(
        [joined.members, joined.seq, joined.complete],
        [[alice.nick], 0, true],
        'members, seq, complete',
      );
      const second = await bob.join(room);
      ctx.assert.equal(second.members, [alice.nick, bob.nick].sort(), 'the members for the second');
      await alice.expect({ type: 'member_joined', room, nick: bob.nick });
    },
  }),
  defineCase({
    id: 'ROOM-2.1',
    title: 'MUST answer a repeated join with joined again and tell nobody else',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, bob);
      const mark = bob.mark();
      const again = await alice.join(room);
      ctx.assert.equal(again.members, [alice.nick, bob.nick].sort(), 'the members at the second join');
      await bob.expectNone((frame) => frame.type === 'member_joined' || frame.type === 'member_left', {
        since: mark,
      });
      await alice.ask({ type: 'say', room, text: 'once' }, 'said');
      await bob.expect({ type: 'message', room });
      await alice.barrier();
      ctx.assert.equal(
        alice.received({ type: 'message', room }).length,
        1,
        'how often the twice joined gets a message',
      );
    },
  }),
  defineCase({
    id: 'ROOM-3.1',
    title: 'MUST send member_joined before the joiner’s first message',
    async run(ctx) {
      const observer = await ctx.client();
      const room = await ctx.roomOf(observer);
      for (let round = 0; round < 5; round++) {
        const joiner = await ctx.client();
        const mark = observer.mark();
        joiner.sendTogether([
          { type: 'join', room },
          { type: 'say', room, text: `first ${round}` },
        ]);
        await observer.expect({ type: 'message', room, from: joiner.nick }, { since: mark });
        const types = observer
          .received((f) => f.type === 'message' || f.type === 'member_joined', mark)
          .map((f) => f.type);
        ctx.assert.equal(types, ['member_joined', 'message'], 'the order of the two');
      }
    },
  }),
  defineCase({
    id: 'ROOM-3.2',
    title: 'MUST send member_left after the leaver’s last message',
    async run(ctx) {
      const observer = await ctx.client();
      const room = await ctx.roomOf(observer);
      for (let round = 0; round < 5; round++) {
        const leaver = await ctx.client();
        await leaver.join(room);
        const mark = observer.mark();
        leaver.sendTogether([
          { type: 'say', room, text: `last ${round}` },
          { type: 'leave', room },
        ]);
        await observer.expect({ type: 'member_left', room, nick: leaver.nick }, { since: mark });
        const types = observer
          .received((f) => f.type === 'message' || f.type === 'member_left', mark)
          .map((f) => f.type);
        ctx.assert.equal(types, ['message', 'member_left'], 'the order of the two');
      }
    },
  }),
  defineCase({
    id: 'ROOM-4.1',
    title: 'MUST send nothing of a room after left',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, bob);
      await bob.ask({ type: 'leave', room }, 'left');
      const mark = bob.mark();
      await alice.ask({ type: 'say', room, text: ctx.unique() }, 'said');
      const carol = await ctx.client();
      await carol.join(room);
      await alice.expect({ type: 'member_joined', room, nick: carol.nick });
      await bob.expectNone((frame) => 'room' in frame && frame.room === room, { since: mark });
    },
  }),
  defineCase({
    id: 'ROOM-4.2',
    title: 'MUST send nothing of a room after left when leave and others’ messages cross',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, bob);
      for (let i = 0; i < 30; i++) alice.send({ type: 'say', room, text: `m${i}` });
      bob.send({ type: 'leave', room });
      const left = await bob.expect({ type: 'left', room });
      await alice.collect({ type: 'message', room }, 30);
      await bob.barrier();
      const frames = bob.log.map(({ frame }) => frame);
      const after = frames
        .slice(frames.indexOf(left) + 1)
        .filter((frame) => 'room' in frame && frame.room === room);
      ctx.assert.equal(after, [], 'frames of the room after left');
    },
  }),
  defineCase({
    id: 'ROOM-4.3',
    title: 'MUST refuse leave and say without membership with not_joined, and create nothing',
    async run(ctx) {
      const peer = await ctx.client();
      const room = ctx.room();
      await peer.refused({ type: 'leave', room }, 'not_joined');
      await peer.refused({ type: 'say', room, text: 'x' }, 'not_joined');
      const { members } = await peer.ask({ type: 'who', room }, 'members');
      ctx.assert.equal(members, [], 'the members of a room that nobody joined');
      const joined = await peer.join(room);
      ctx.assert.equal(joined.seq, 0, 'joined.seq: the refused say took no number');
    },
  }),
  defineCase({
    id: 'ROOM-4.4',
    title: 'MUST deliver nothing of a say by a client that is not a member',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice);
      await bob.refused({ type: 'say', room, text: 'outside' }, 'not_joined');
      await alice.expectNone({ type: 'message', room });
      const said = await alice.ask({ type: 'say', room, text: 'inside' }, 'said');
      ctx.assert.equal(said.seq, 1, 'the seq of the first message');
    },
  }),
  defineCase({
    id: 'ROOM-4.5',
    title: 'MUST tell the others of a leave with reason left, once',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, bob);
      await alice.ask({ type: 'leave', room }, 'left');
      const { reason } = await bob.expect({ type: 'member_left', room, nick: alice.nick });
      ctx.assert.equal(reason, 'left', 'the reason');
      await alice.refused({ type: 'leave', room }, 'not_joined');
      await bob.barrier();
      ctx.assert.equal(
        bob.received({ type: 'member_left', room }).length,
        1,
        'how often the leaving was told',
      );
    },
  }),
  defineCase({
    id: 'ROOM-5.1',
    title: 'MUST tell each peer of a reset connection once for each shared room, with reason disconnected',
    async run(ctx) {
      const [alice, bob, carol] = await ctx.clients(3);
      const both = await ctx.roomOf(alice, bob, carol);
      const pair = await ctx.roomOf(alice, bob);
      alice.reset();
      for (const room of [both, pair]) {
        const { reason } = await bob.expect({ type: 'member_left', room, nick: alice.nick });
        ctx.assert.equal(reason, 'disconnected', `the reason in ${room}`);
      }
      await carol.expect({ type: 'member_left', room: both, nick: alice.nick });
      await bob.barrier();
      await carol.barrier();
      ctx.assert.equal(
        [bob.received('member_left').length, carol.received('member_left').length],
        [2, 1],
        'how often the two peers were told',
      );
    },
  }),
  defineCase({
    id: 'ROOM-5.2',
    title: 'MUST tell of a connection that just ends (FIN, without bye) with reason disconnected',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, bob);
      alice.destroy();
      const { reason } = await bob.expect({ type: 'member_left', room, nick: alice.nick });
      ctx.assert.equal(reason, 'disconnected', 'the reason');
      const { members } = await bob.ask({ type: 'who', room }, 'members');
      ctx.assert.equal(members, [bob.nick], 'the members left');
    },
  }),
  defineCase({
    id: 'ROOM-6.1',
    title: 'MUST allow exactly maxRooms rooms, refuse one more with too_many_rooms, and keep the others',
    needs: { limits: { presenceMembers: 4, maxRooms: 3 } },
    async run(ctx) {
      const peer = await ctx.client();
      const rooms = Array.from({ length: ctx.limits.maxRooms }, () => ctx.room());
      for (const room of rooms) await peer.join(room);
      const extra = ctx.room();
      await peer.refused({ type: 'join', room: extra }, 'too_many_rooms');
      for (const room of rooms) await peer.ask({ type: 'say', room, text: 'still in' }, 'said');
      await peer.join(rooms[0] as string); // a repeated join is not one more
      await peer.ask({ type: 'leave', room: rooms[0] }, 'left');
      await peer.join(extra);
    },
  }),
  ...presenceCases,
];
