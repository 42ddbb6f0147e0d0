// Cases of NICK-5, taking a session over: data and their runs, nothing that runs them.
import { type ConformanceCase, defineCase } from '../case.ts';

/** The cases of NICK-5. */
export const takeoverCases: readonly ConformanceCase[] = [
  defineCase({
    id: 'NICK-5.1',
    title: 'MUST let a hello with the token of a live connection and its nick take over',
    async run(ctx) {
      const old = await ctx.client({ label: 'old' });
      const { session } = old.welcome;
      const fresh = await ctx.client({ label: 'new', nick: old.nick, hello: { session } });
      ctx.assert.equal(fresh.nick, old.nick, 'the nick taken over');
      await old.expectClosed({ error: 'replaced', closeCode: 4000 });
      await fresh.expectUsable();
    },
  }),
  defineCase({
    id: 'NICK-5.2',
    title: 'MUST leave the old connection’s rooms with reason replaced, told once',
    async run(ctx) {
      const old = await ctx.client({ label: 'old' });
      const bob = await ctx.client();
      const room = await ctx.roomOf(old, bob);
      const fresh = await ctx.client({ nick: old.nick, hello: { session: old.welcome.session } });
      await bob.expect({ type: 'member_left', room, nick: old.nick, reason: 'replaced' });
      await old.closed();
      await bob.barrier();
      ctx.assert.equal(
        bob.received({ type: 'member_left', room }).length,
        1,
        'how often the leaving was told',
      );
      await fresh.refused({ type: 'say', room, text: 'x' }, 'not_joined');
    },
  }),
  defineCase({
    id: 'NICK-5.3',
    title: 'MUST give a new token at a takeover, and count the old one as none',
    async run(ctx) {
      const old = await ctx.client({ label: 'old' });
      const { session } = old.welcome;
      const fresh = await ctx.client({ nick: old.nick, hello: { session } });
      ctx.assert.that(fresh.welcome.session !== session, 'a new token', fresh.welcome.session);
      const third = await ctx.connect({ label: 'third' });
      await third.refused({ type: 'hello', version: 1, nick: old.nick, session }, 'nick_taken');
      await fresh.expectUsable();
    },
  }),
  defineCase({
    id: 'NICK-5.4',
    title: 'MUST count a wrong token, or the token of another nick, as none',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const peer = await ctx.connect();
      await peer.refused(
        { type: 'hello', version: 1, nick: alice.nick, session: 'A'.repeat(22) },
        'nick_taken',
      );
      await peer.refused(
        { type: 'hello', version: 1, nick: alice.nick, session: bob.welcome.session },
        'nick_taken',
      );
      await peer.ask({ type: 'hello', version: 1, nick: ctx.nick(), session: 'A'.repeat(22) }, 'welcome');
      await alice.expectUsable();
      await bob.expectUsable();
    },
  }),
  defineCase({
    id: 'NICK-5.5',
    title: 'MUST give every session a token of its own, of at least 22 characters',
    async run(ctx) {
      const peers = await ctx.clients(8);
      const tokens = new Set(peers.map(({ welcome }) => welcome.session));
      ctx.assert.equal(tokens.size, peers.length, 'the number of different tokens');
      for (const token of tokens) ctx.assert.that(token.length >= 22, 'at least 22 characters', token);
    },
  }),
];
