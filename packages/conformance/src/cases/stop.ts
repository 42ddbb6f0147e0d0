// Cases of the section STOP of PROTOCOL.md: data and their runs, nothing that runs them.
import { type ConformanceCase, defineCase } from '../case.ts';
import { drainCases, endingWithinMs, exitsInTime, portOf } from './stop-drain.ts';

const SIGNALS = { signals: true, limits: { drainMs: 1_500, retryAfterMs: 700 } } as const;

/** The cases of STOP. */
export const stopCases: readonly ConformanceCase[] = [
  ...(['SIGTERM', 'SIGINT'] as const).map((signal, i) =>
    defineCase({
      id: `STOP-1.${i + 1}`,
      title: `MUST send closing with shutdown and retryAfterMs on ${signal}, close, and exit 0 within drainMs`,
      profile: signal === 'SIGTERM' ? 'core' : 'ops',
      needs: SIGNALS,
      async run(ctx) {
        const [alice, bob] = await ctx.clients(2);
        await ctx.roomOf(alice, bob);
        const from = ctx.now();
        ctx.server.signal(signal);
        for (const peer of [alice, bob]) {
          const closing = await peer.expect('closing');
          ctx.assert.equal(
            [closing.reason, closing.retryAfterMs],
            ['shutdown', ctx.limits.retryAfterMs],
            'reason and retryAfterMs of closing',
          );
          await peer.expectClosed({ closeCode: 1001 });
        }
        await exitsInTime(ctx, from);
      },
    }),
  ),
  defineCase({
    id: 'STOP-1.3',
    title: 'MUST deliver what it has acknowledged before it closes, and end on a frame boundary',
    needs: SIGNALS,
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, bob);
      for (let i = 0; i < 300; i++) alice.send({ type: 'say', ref: `s${i}`, room, text: `m${i}` });
      await alice.expect({ type: 'said', ref: 's50' });
      ctx.server.signal('SIGTERM');
      await Promise.all([alice.closed(), bob.closed()]);
      const acknowledged = alice.received('said').length;
      const delivered = bob.received({ type: 'message', room }).length;
      ctx.assert.that(
        delivered >= acknowledged,
        `at least the ${acknowledged} acknowledged messages`,
        delivered,
      );
      const { code } = await ctx.server.exited(endingWithinMs(ctx));
      ctx.assert.equal(code, 0, 'the exit status');
    },
  }),
  defineCase({
    id: 'STOP-1.4',
    profile: 'ops',
    title: 'MUST not let a client that does not read hold the exit up beyond drainMs',
    needs: SIGNALS,
    async run(ctx) {
      const [alice, stalled] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, stalled);
      stalled.pauseReading();
      const text = 'x'.repeat(ctx.limits.maxTextBytes);
      for (let i = 0; i < 200; i++) alice.send({ type: 'say', room, text });
      await alice.barrier();
      const from = ctx.now();
      ctx.server.signal('SIGTERM');
      await exitsInTime(ctx, from);
      stalled.destroy();
    },
  }),
  defineCase({
    id: 'STOP-1.5',
    profile: 'ops',
    title: 'MUST stop accepting when it is told to stop',
    needs: SIGNALS,
    async run(ctx) {
      const peer = await ctx.client();
      ctx.server.signal('SIGTERM');
      await peer.expect('closing');
      await peer.closed();
      const late = await ctx.client().then(
        () => 'welcomed',
        () => 'refused',
      );
      ctx.assert.equal(late, 'refused', 'a client that comes after the signal');
    },
  }),
  defineCase({
    id: 'STOP-2.1',
    profile: 'ops',
    title: 'MUST leave its port bindable again at once',
    needs: SIGNALS,
    async run(ctx) {
      const peer = await ctx.client();
      const url = ctx.server.ready.endpoints.find(({ binding }) => binding === ctx.binding)?.url ?? '';
      ctx.server.signal('SIGTERM');
      await peer.closed();
      const { code } = await ctx.server.exited(endingWithinMs(ctx));
      ctx.assert.equal(code, 0, 'the exit status');
      const again = await ctx.server.startAnother({ port: portOf(ctx) });
      ctx.assert.equal(
        again.ready.endpoints.find(({ binding }) => binding === ctx.binding)?.url,
        url,
        'the endpoint of a server started on the same port',
      );
    },
  }),
  ...drainCases,
];
