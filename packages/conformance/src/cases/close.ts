// Cases of §9's bye and of CLOSE in PROTOCOL.md: data and their runs, nothing that runs them.
import { type ConformanceCase, defineCase } from '../case.ts';

/** The cases of bye and CLOSE. */
export const closeCases: readonly ConformanceCase[] = [
  defineCase({
    id: 'CLOSE-1.1',
    title: 'MUST answer bye with closing, close with 1000, and tell the peers the reason left',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, bob);
      const closing = await alice.ask({ type: 'bye' }, 'closing');
      ctx.assert.equal(closing.reason, 'bye', 'the reason of closing');
      await alice.expectClosed({ closeCode: 1000 });
      const { reason } = await bob.expect({ type: 'member_left', room, nick: alice.nick });
      ctx.assert.equal(reason, 'left', 'the reason told to the peers');
    },
  }),
  defineCase({
    id: 'CLOSE-1.2',
    title: 'MUST send nothing after the closing that answers bye',
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, bob);
      bob.sendTogether(Array.from({ length: 20 }, (_, i) => ({ type: 'say', room, text: `m${i}` })));
      alice.sendTogether([{ type: 'bye' }, { type: 'say', room, text: 'after bye' }]);
      await alice.closed();
      ctx.assert.equal(alice.log.at(-1)?.frame.type, 'closing', 'the last frame');
      await bob.expect({ type: 'member_left', room });
      await bob.expectNone({ type: 'message', text: 'after bye' });
    },
  }),
  defineCase({
    id: 'CLOSE-1.3',
    title: 'MUST answer a websocket close frame with a close frame and end the connection',
    bindings: ['websocket'],
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, bob);
      alice.sendBytes(Buffer.from('888200000000' + '03e8', 'hex')); // masked with zeros, 1000
      await alice.expectClosed({ closeCode: 1000 });
      const { reason } = await bob.expect({ type: 'member_left', room, nick: alice.nick });
      ctx.assert.equal(reason, 'disconnected', 'the reason told to the peers');
    },
  }),
];
