// Cases of the section WHO of PROTOCOL.md: data and their runs, nothing that runs them.
import { compareCodePoints } from '@hubbub/protocol';
import { type ConformanceCase, defineCase } from '../case.ts';
import type { Peer } from '../peers/peer.ts';

/** All rooms, page by page; a cursor that does not move on ends it. */
async function listRooms(peer: Peer): Promise<{ room: string; members: number }[]> {
  const rooms: { room: string; members: number }[] = [];
  for (let after: string | undefined, last: string | undefined; ; last = after) {
    const page = await peer.ask({ type: 'rooms', ...(after !== undefined && { after }) }, 'rooms');
    rooms.push(...page.rooms);
    after = page.next;
    if (after === undefined || after === last) return rooms;
  }
}

/** The cases of WHO. */
export const whoCases: readonly ConformanceCase[] = [
  defineCase({
    id: 'WHO-1.1',
    title: 'MUST answer who with the members, without membership of the asker',
    async run(ctx) {
      const [alice, bob, carol] = await ctx.clients(3);
      const room = await ctx.roomOf(alice, bob);
      const page = await carol.ask({ type: 'who', room }, 'members');
      ctx.assert.equal(
        [page.room, page.members, page.next],
        [room, [alice.nick, bob.nick].sort(), undefined],
        'the page',
      );
      await carol.expectNone({ type: 'message', room });
    },
  }),
  defineCase({
    id: 'WHO-1.2',
    title: 'MUST list rooms with their number of members, and leave empty ones out',
    async run(ctx) {
      const [alice, bob, carol] = await ctx.clients(3);
      const pair = await ctx.roomOf(alice, bob);
      const single = await ctx.roomOf(alice);
      const empty = await ctx.roomOf(bob);
      await bob.ask({ type: 'leave', room: empty }, 'left');
      const own = [pair, single, empty];
      const rooms = (await listRooms(carol)).filter(({ room }) => own.includes(room));
      const expected = [
        { room: pair, members: 2 },
        { room: single, members: 1 },
      ].sort((x, y) => compareCodePoints(x.room, y.room));
      ctx.assert.equal(rooms, expected, 'the rooms');
    },
  }),
  defineCase({
    id: 'WHO-2.1',
    title: 'MUST sort lists by code points, not by UTF-16 units',
    async run(ctx) {
      const stem = ctx.nick().slice(-8);
      // U+FA0E sorts below U+20000 by code point and above its surrogates by UTF-16 unit; NFC keeps both.
      const nicks = [`\u{20000}${stem}`, `\ufa0e${stem}`, `Z${stem}`, `a${stem}`];
      const room = ctx.room();
      for (const nick of nicks) await (await ctx.client({ nick })).join(room);
      const asker = await ctx.client();
      const { members } = await asker.ask({ type: 'who', room }, 'members');
      ctx.assert.equal(members, [...nicks].sort(compareCodePoints), 'the order of the members');
    },
  }),
  defineCase({
    id: 'WHO-2.2',
    title: 'MUST take after as exclusive',
    async run(ctx) {
      const peers = await ctx.clients(3);
      const room = await ctx.roomOf(...peers);
      const sorted = peers.map(({ nick }) => nick).sort(compareCodePoints);
      const asker = await ctx.client();
      for (let i = 0; i < sorted.length; i++) {
        const page = await asker.ask({ type: 'who', room, after: sorted[i] }, 'members');
        ctx.assert.equal(page.members, sorted.slice(i + 1), `the members after "${sorted[i]}"`);
      }
    },
  }),
  defineCase({
    id: 'WHO-2.3',
    title: 'MUST page the list of rooms so that each frame fits, with no room missing or twice',
    needs: { limits: { maxFrameBytes: 1_344, maxTextBytes: 32, maxRooms: 40, presenceMembers: 0 } },
    async run(ctx) {
      const peer = await ctx.client();
      const rooms = Array.from({ length: 40 }, () => ctx.room().padEnd(40, '_'));
      for (const room of rooms) await peer.join(room);
      const seen = (await listRooms(peer)).map(({ room }) => room);
      ctx.assert.equal(
        seen.filter((room) => rooms.includes(room)),
        [...rooms].sort(compareCodePoints),
        'the rooms over all pages',
      );
      ctx.assert.that(peer.received('rooms').length > 1, 'more than one page', peer.received('rooms').length);
    },
  }),
];
