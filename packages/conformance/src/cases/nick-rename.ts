// Cases of NICK-4, the rename: data and their runs, nothing that runs them.
import { type ConformanceCase, defineCase } from '../case.ts';

/** The cases of NICK-4. */
export const renameCases: readonly ConformanceCase[] = [
  defineCase({
    id: 'NICK-4.1',
    title: 'MUST tell a rename once to each client that shares rooms, however many, and to nobody else',
    async run(ctx) {
      const [alice, bob, carol] = await ctx.clients(3);
      await ctx.roomOf(alice, bob);
      await ctx.roomOf(alice, bob);
      await ctx.roomOf(carol);
      const from = alice.nick;
      const to = ctx.nick();
      const renamed = await alice.ask({ type: 'rename', nick: to }, 'renamed');
      ctx.assert.equal([renamed.from, renamed.to], [from, to], 'the reply');
      await bob.expect({ type: 'renamed', from, to });
      await bob.barrier();
      ctx.assert.equal(bob.received({ type: 'renamed', from }).length, 1, 'how often the peer was told');
      await carol.expectNone('renamed', { because: 'she shares no room' });
      await alice.barrier();
      ctx.assert.equal(alice.received('renamed').length, 1, 'how often the client itself was told');
    },
  }),
  defineCase({
    id: 'NICK-4.2',
    title: 'MUST use the new nick for messages, lists and the member_left that follow',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, bob);
      const to = ctx.nick();
      await alice.ask({ type: 'rename', nick: to }, 'renamed');
      await alice.ask({ type: 'say', room, text: 'me' }, 'said');
      const message = await bob.expect({ type: 'message', room });
      ctx.assert.equal(message.from, to, 'the sender of the next message');
      const { members } = await bob.ask({ type: 'who', room }, 'members');
      ctx.assert.equal(members, [bob.nick, to].sort(), 'the members');
      await alice.ask({ type: 'leave', room }, 'left');
      await bob.expect({ type: 'member_left', room, nick: to, reason: 'left' });
    },
  }),
  defineCase({
    id: 'NICK-4.3',
    title: 'MUST change nothing when a rename is refused',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, bob);
      await alice.refused({ type: 'rename', nick: bob.nick }, 'nick_taken');
      await alice.refused({ type: 'rename', nick: 'not a nick' }, 'nick_invalid');
      await bob.expectNone('renamed');
      await alice.ask({ type: 'say', room, text: 'same' }, 'said');
      const message = await bob.expect({ type: 'message', room });
      ctx.assert.equal(message.from, alice.nick, 'the sender after the refused renames');
    },
  }),
  defineCase({
    id: 'NICK-4.4',
    title: 'MUST free the old nick and hold the new one after a rename',
    async run(ctx) {
      const alice = await ctx.client();
      const old = alice.nick;
      const to = ctx.nick();
      await alice.ask({ type: 'rename', nick: to }, 'renamed');
      const taker = await ctx.client({ nick: old });
      ctx.assert.equal(taker.nick, old, 'the old nick given again');
      const peer = await ctx.connect();
      await peer.refused({ type: 'hello', version: 1, nick: to }, 'nick_taken');
    },
  }),
  defineCase({
    id: 'NICK-4.5',
    title: 'MUST allow another spelling of one’s own nick and tell it to the room',
    async run(ctx) {
      const stem = ctx.nick().toLowerCase();
      const alice = await ctx.client({ nick: `${stem}x` });
      const bob = await ctx.client();
      await ctx.roomOf(alice, bob);
      await alice.ask({ type: 'rename', nick: `${stem}X` }, 'renamed');
      await bob.expect({ type: 'renamed', from: `${stem}x`, to: `${stem}X` });
    },
  }),
  defineCase({
    id: 'NICK-4.6',
    title: 'MUST answer a rename to the very same nick and tell nobody',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      await ctx.roomOf(alice, bob);
      const renamed = await alice.ask({ type: 'rename', nick: alice.nick }, 'renamed');
      ctx.assert.equal([renamed.from, renamed.to], [alice.nick, alice.nick], 'the reply');
      await bob.expectNone('renamed');
    },
  }),
];
