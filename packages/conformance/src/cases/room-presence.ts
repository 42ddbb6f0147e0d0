// Cases of ROOM-7 and ROOM-8, who is in a room: data and their runs, nothing that runs them.
import { type ConformanceCase, defineCase } from '../case.ts';
import type { CaseContext } from '../context.ts';
import type { Peer } from '../peers/peer.ts';

/** The members that a peer knows: its last `joined` of the room and the presence events since. */
export function believed(peer: Peer, room: string): string[] {
  const members = new Set<string>();
  for (const { frame } of peer.log) {
    if (frame.type === 'joined' && frame.room === room) {
      members.clear();
      for (const nick of frame.members) members.add(nick);
    } else if (frame.type === 'member_joined' && frame.room === room) members.add(frame.nick);
    else if (frame.type === 'member_left' && frame.room === room) members.delete(frame.nick);
    else if (frame.type === 'renamed' && members.delete(frame.from)) members.add(frame.to);
  }
  return [...members].sort();
}

/** Timers of a server's clock may fire so much early, as its ticks lie. */
const EARLY_MS = 20;
const SMALL_PRESENCE = { limits: { presenceMembers: 4, maxRooms: 3 } } as const;

/** Fills a room until its presence is told by size, not before `bigFromMs`; the last one to join is the last element. */
async function bigRoom(ctx: CaseContext): Promise<{ room: string; peers: Peer[]; bigFromMs: number }> {
  const peers = await ctx.clients(ctx.limits.presenceMembers + 1);
  const room = ctx.room();
  for (const peer of peers.slice(0, -1)) await peer.join(room);
  const bigFromMs = ctx.now();
  await peers.at(-1)?.join(room);
  return { room, peers, bigFromMs };
}

/** The cases of ROOM-7 and ROOM-8. */
export const presenceCases: readonly ConformanceCase[] = [
  defineCase({
    id: 'ROOM-7.1',
    title:
      'MUST make members and the presence events that follow the truth under joins, leaves, renames and resets',
    async run(ctx) {
      const observer = await ctx.client({ label: 'observer' });
      const room = await ctx.roomOf(observer);
      const stay: Peer[] = [];
      const comers = await ctx.clients(12);
      const rounds = comers.map(async (peer, i) => {
        await peer.join(room);
        if (i % 4 === 0) await peer.ask({ type: 'leave', room }, 'left');
        else if (i % 4 === 1) peer.reset();
        else if (i % 4 === 2) await peer.ask({ type: 'rename', nick: ctx.nick() }, 'renamed');
        if (i % 4 >= 2) stay.push(peer);
      });
      await Promise.all(rounds);
      for (const gone of [0, 1, 2, 3, 4, 5]) {
        // six members leave: three by leave, three by reset
        await observer.collect({ type: 'member_left', room }, gone + 1);
      }
      const { members } = await observer.ask({ type: 'who', room }, 'members');
      const truth = [observer, ...stay].map(({ nick }) => nick).sort();
      ctx.assert.equal([...members].sort(), truth, 'the members by who');
      ctx.assert.equal(believed(observer, room), truth, 'the members by joined and events, for the observer');
      for (const peer of stay) {
        await peer.barrier();
        ctx.assert.equal(believed(peer, room), truth, `the members by joined and events, for ${peer.nick}`);
      }
    },
  }),
  defineCase({
    id: 'ROOM-7.2',
    title: 'MUST state in joined.seq the last seq given, 0 if none',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = ctx.room();
      ctx.assert.equal((await alice.join(room)).seq, 0, 'joined.seq of a new room');
      for (let i = 0; i < 3; i++) await alice.ask({ type: 'say', room, text: `m${i}` }, 'said');
      ctx.assert.equal((await bob.join(room)).seq, 3, 'joined.seq after three messages');
      const said = await bob.ask({ type: 'say', room, text: 'next' }, 'said');
      ctx.assert.equal(said.seq, 4, 'the seq of the next message');
    },
  }),
  defineCase({
    id: 'ROOM-7.3',
    title:
      'MUST give as many members as fit in joined, and the rest by who, when a frame cannot hold them all',
    needs: { limits: { maxFrameBytes: 1_344, maxTextBytes: 32, maxRooms: 40, presenceMembers: 0 } },
    async run(ctx) {
      const count = 44; // 44 nicks of 32 bytes pass 1344 bytes
      const peers = await ctx.several(count, () => ctx.client({ nick: ctx.nick().padEnd(32, '_') }));
      const room = ctx.room();
      const first = peers[0] as Peer;
      let last = await first.join(room);
      for (const peer of peers.slice(1)) last = await peer.join(room);
      ctx.assert.equal(last.complete, false, 'joined.complete');
      ctx.assert.that(last.members.length > 0, 'as many nicks as fit', last.members.length);
      const all = new Set<string>();
      let after: string | undefined;
      do {
        const page = await first.ask(
          { type: 'who', room, ...(after === undefined ? {} : { after }) },
          'members',
        );
        for (const nick of page.members) all.add(nick);
        ctx.assert.that(page.next !== after || page.next === undefined, 'a cursor that moves on', page.next);
        after = page.next;
      } while (after !== undefined && all.size <= count);
      ctx.assert.equal([...all].sort(), peers.map(({ nick }) => nick).sort(), 'the members by who');
    },
  }),
  defineCase({
    id: 'ROOM-8.1',
    title: 'MUST tell presence one by one up to presenceMembers, and by size above',
    needs: SMALL_PRESENCE,
    async run(ctx) {
      const peers = await ctx.clients(ctx.limits.presenceMembers + 1);
      const room = ctx.room();
      const first = peers[0] as Peer;
      for (const [i, peer] of peers.entries()) {
        const joined = await peer.join(room);
        const isLast = i === peers.length - 1;
        ctx.assert.equal(joined.presence, isLast ? 'size' : 'each', `joined.presence of member ${i + 1}`);
        if (isLast) {
          ctx.assert.equal(
            [joined.members, joined.complete],
            [[], false],
            'members and complete in mode size',
          );
        } else if (i > 0) await first.expect({ type: 'member_joined', room, nick: peer.nick });
      }
      const presence = await first.expect({ type: 'presence', room });
      ctx.assert.equal([presence.mode, presence.members], ['size', peers.length], 'the change of mode');
    },
  }),
  defineCase({
    id: 'ROOM-8.2',
    title: 'MUST send room_size instead of member_joined and member_left in mode size',
    needs: SMALL_PRESENCE,
    async run(ctx) {
      const { room, peers } = await bigRoom(ctx);
      const first = peers[0] as Peer;
      await first.expect({ type: 'presence', room, mode: 'size' });
      const mark = first.mark();
      const extra = await ctx.client();
      await extra.join(room);
      await first.expect({ type: 'room_size', room, members: peers.length + 1 }, { withinMs: 5_000 });
      await extra.ask({ type: 'leave', room }, 'left');
      await first.expect({ type: 'room_size', room, members: peers.length }, { withinMs: 5_000 });
      await first.expectNone((f) => f.type === 'member_joined' || f.type === 'member_left', { since: mark });
    },
  }),
  defineCase({
    id: 'ROOM-8.3',
    profile: 'robust',
    title: 'MUST send room_size at most once a second',
    needs: SMALL_PRESENCE,
    async run(ctx) {
      const { room, peers, bigFromMs } = await bigRoom(ctx);
      const first = peers[0] as Peer;
      const extra = await ctx.client();
      for (let i = 0; i < 6; i++) {
        await extra.join(room);
        await extra.ask({ type: 'leave', room }, 'left');
      }
      await extra.join(room);
      await first.expect({ type: 'room_size', room, members: peers.length + 1 }, { withinMs: 5_000 });
      await extra.ask({ type: 'leave', room }, 'left');
      await first.expect(
        (f) =>
          f.type === 'room_size' &&
          f.room === room &&
          f.members === peers.length &&
          first.received({ type: 'room_size', room, members: peers.length + 1 }).length > 0,
        { withinMs: 5_000 },
      );
      const times = first.log
        .filter(({ frame }) => frame.type === 'room_size' && frame.room === room)
        .map(({ atMs }) => atMs);
      // Two frames may come close together, since the first may be late; but none comes before it may be sent.
      for (const [i, atMs] of times.entries()) {
        ctx.assert.within(
          atMs - bigFromMs,
          i * (1_000 - EARLY_MS),
          Number.POSITIVE_INFINITY,
          `from the room’s being big to room_size frame ${i + 1}`,
        );
      }
    },
  }),
  defineCase({
    id: 'ROOM-8.4',
    title: 'MUST go back to telling one by one at half of presenceMembers',
    needs: SMALL_PRESENCE,
    async run(ctx) {
      const { room, peers } = await bigRoom(ctx);
      const first = peers[0] as Peer;
      const half = Math.floor(ctx.limits.presenceMembers / 2);
      for (const peer of peers.slice(half + 1)) await peer.ask({ type: 'leave', room }, 'left');
      await first.barrier();
      ctx.assert.equal(
        first.received({ type: 'presence', room, mode: 'each' }).length,
        0,
        'changes back above half',
      );
      await (peers[half] as Peer).ask({ type: 'leave', room }, 'left');
      const presence = await first.expect({ type: 'presence', room, mode: 'each' });
      ctx.assert.equal(presence.members, half, 'the number of members at the change');
      const late = await ctx.client();
      ctx.assert.equal((await late.join(room)).presence, 'each', 'joined.presence after it');
      await first.expect({ type: 'member_joined', room, nick: late.nick });
    },
  }),
];
