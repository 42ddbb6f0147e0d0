// Cases of SAY-6, the direct message: data and their runs, nothing that runs them.
import { type ConformanceCase, defineCase } from '../case.ts';

/** The cases of SAY-6. */
export const directCases: readonly ConformanceCase[] = [
  defineCase({
    id: 'SAY-6.1',
    title: 'MUST deliver a direct message to its addressee once, and never to anybody else',
    async run(ctx) {
      const [alice, bob, carol] = await ctx.clients(3);
      await ctx.roomOf(alice, bob, carol);
      const text = ctx.unique();
      const said = await alice.ask({ type: 'direct', to: bob.nick, text, id: 'd1' }, 'said');
      const direct = await bob.expect('direct');
      ctx.assert.equal(
        [direct.from, direct.to, direct.text, direct.id, direct.at],
        [alice.nick, bob.nick, text, 'd1', said.at],
        'the direct message',
      );
      await bob.barrier();
      ctx.assert.equal(bob.received('direct').length, 1, 'how often it came');
      const seen = (frame: object): boolean => JSON.stringify(frame).includes(text);
      await carol.expectNone(seen);
      await alice.expectNone(seen);
    },
  }),
  defineCase({
    id: 'SAY-6.2',
    title: 'MUST refuse a direct message to a nick not present with no_such_nick',
    async run(ctx) {
      const [alice, gone] = await ctx.clients(2);
      await alice.refused({ type: 'direct', to: ctx.nick(), text: 'x' }, 'no_such_nick');
      await gone.ask({ type: 'bye' }, 'closing');
      await gone.closed();
      await alice.refused({ type: 'direct', to: gone.nick, text: 'x' }, 'no_such_nick');
    },
  }),
  defineCase({
    id: 'SAY-6.3',
    title: 'MUST deliver a direct message to oneself',
    async run(ctx) {
      const alice = await ctx.client();
      await alice.ask({ type: 'direct', to: alice.nick, text: 'note' }, 'said');
      const direct = await alice.expect('direct');
      ctx.assert.equal([direct.from, direct.to], [alice.nick, alice.nick], 'from and to');
    },
  }),
  defineCase({
    id: 'SAY-6.4',
    title: 'MUST find the addressee under another spelling and give to in its holder’s',
    async run(ctx) {
      const alice = await ctx.client();
      const bob = await ctx.client({ nick: `Bob${ctx.nick().slice(-8)}` });
      await alice.ask({ type: 'direct', to: bob.nick.toUpperCase(), text: 'x' }, 'said');
      const { to } = await bob.expect('direct');
      ctx.assert.equal(to, bob.nick, 'to');
    },
  }),
  defineCase({
    id: 'SAY-6.5',
    title: 'MUST hold texts of direct messages to maxTextBytes, and said to ref',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const longest = 'x'.repeat(ctx.limits.maxTextBytes);
      await alice.refused({ type: 'direct', to: bob.nick, text: `${longest}x` }, 'invalid_field', 'text');
      alice.send({ type: 'direct', to: bob.nick, text: longest });
      await bob.expect({ type: 'direct', text: longest });
      await alice.expectNone('said');
    },
  }),
];
