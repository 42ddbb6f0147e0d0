// Cases of the section RATE of PROTOCOL.md: data and their runs, nothing that runs them.
import { type ConformanceCase, defineCase } from '../case.ts';

const RATE = { limits: { ratePerSecond: 1, rateBurst: 5, maxViolations: 4 } } as const;

/** The cases of RATE. */
export const rateCases: readonly ConformanceCase[] = [
  defineCase({
    id: 'RATE-1.1',
    title: 'MUST accept a burst of rateBurst requests and answer one more with rate_limited, without effect',
    needs: RATE,
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = ctx.room();
      await bob.join(room);
      const burst = ctx.limits.rateBurst;
      const says = Array.from({ length: burst }, (_, i) => ({
        type: 'say',
        ref: `s${i}`,
        room,
        text: `m${i}`,
      }));
      alice.sendTogether([{ type: 'join', ref: 'j', room }, ...says]);
      const error = await alice.expect({ type: 'error', ref: `s${burst - 1}` });
      ctx.assert.equal(
        [error.code, error.fatal],
        ['rate_limited', false],
        'the answer to the request beyond the burst',
      );
      ctx.assert.that(
        (error.retryAfterMs ?? 0) > 0 && (error.retryAfterMs ?? 0) <= 1_000,
        'retryAfterMs up to a token’s time',
        error.retryAfterMs,
      );
      await alice.barrier();
      await bob.barrier();
      const texts = bob.received({ type: 'message', room }).map(({ text }) => text);
      ctx.assert.equal(
        texts,
        says.slice(0, -1).map(({ text }) => text),
        'what was delivered, in order',
      );
    },
  }),
  defineCase({
    id: 'RATE-1.2',
    title: 'MUST give a token back after retryAfterMs, and not before',
    needs: RATE,
    async run(ctx) {
      const peer = await ctx.client();
      const { rateBurst } = ctx.limits;
      peer.sendTogether(Array.from({ length: rateBurst + 1 }, (_, i) => ({ type: 'rooms', ref: `b${i}` })));
      const limited = await peer.expect({ type: 'error', code: 'rate_limited', ref: `b${rateBurst}` });
      const from = ctx.now();
      // Pings take no token, so they are the clock: ask again when retryAfterMs is over.
      while (ctx.now() - from < (limited.retryAfterMs ?? 0) + 5) await peer.barrier();
      // However late this is, the bucket holds no more than a burst.
      peer.sendTogether(Array.from({ length: rateBurst + 1 }, (_, i) => ({ type: 'rooms', ref: `c${i}` })));
      await peer.expect({ type: 'rooms', ref: 'c0' });
      await peer.expect(
        (f) => f.type === 'error' && f.code === 'rate_limited' && f.ref?.startsWith('c') === true,
      );
    },
  }),
  defineCase({
    id: 'RATE-1.3',
    title: 'MUST take no token for ping and pong',
    needs: RATE,
    async run(ctx) {
      const peer = await ctx.client();
      for (let i = 0; i < 3 * ctx.limits.rateBurst; i++) {
        await peer.ask({ type: 'ping', data: i }, 'pong');
        peer.send({ type: 'pong' });
      }
      await peer.ask({ type: 'rooms' }, 'rooms');
      ctx.assert.equal(peer.received('error'), [], 'errors');
    },
  }),
  defineCase({
    id: 'RATE-1.4',
    title: 'MUST close with too_many_errors at maxViolations in a row, and not one before',
    needs: RATE,
    async run(ctx) {
      const { rateBurst, maxViolations } = ctx.limits;
      const peer = await ctx.client();
      const send = (count: number, tag: string): void =>
        peer.sendTogether(Array.from({ length: count }, (_, i) => ({ type: 'rooms', ref: `${tag}${i}` })));
      send(rateBurst + maxViolations - 1, 'a');
      await peer.expect({ type: 'error', ref: `a${rateBurst + maxViolations - 2}`, code: 'rate_limited' });
      await peer.expectUsable();
      const other = await ctx.client();
      other.sendTogether(Array.from({ length: rateBurst + maxViolations }, () => ({ type: 'rooms' })));
      await other.expectClosed({ error: 'too_many_errors', closeCode: 4005 });
      ctx.assert.equal(
        other.received({ type: 'error', code: 'rate_limited' }).length,
        maxViolations,
        'rate_limited errors',
      );
    },
  }),
  defineCase({
    id: 'RATE-1.5',
    title: 'MUST keep a bucket for each client apart',
    needs: RATE,
    async run(ctx) {
      const [greedy, other] = await ctx.clients(2);
      greedy.sendTogether(Array.from({ length: ctx.limits.rateBurst }, () => ({ type: 'rooms' })));
      await greedy.refused({ type: 'rooms' }, 'rate_limited');
      for (let i = 0; i < ctx.limits.rateBurst; i++) await other.ask({ type: 'rooms' }, 'rooms');
    },
  }),
  defineCase({
    id: 'RATE-1.6',
    title: 'MUST take a token for each kind of request but hello, ping and bye',
    profile: 'robust',
    needs: RATE,
    async run(ctx) {
      const { rateBurst } = ctx.limits;
      const [target] = await ctx.clients(2);
      const room = await ctx.roomOf(target);
      const requests = [
        { type: 'join', room },
        { type: 'leave', room },
        { type: 'say', room, text: 'x' },
        { type: 'direct', to: target.nick, text: 'x' },
        { type: 'who', room },
        { type: 'rooms' },
        { type: 'rename', nick: ctx.nick() },
      ];
      for (const request of requests) {
        const peer = await ctx.client({ label: request.type });
        // Two more than a burst: a token may have grown while they were on their way.
        peer.sendTogether(Array.from({ length: rateBurst + 2 }, (_, i) => ({ ...request, ref: `r${i}` })));
        await peer.expect({ type: 'error', code: 'rate_limited' });
        peer.destroy();
      }
    },
  }),
  defineCase({
    id: 'RATE-1.7',
    title: 'MUST keep accepted requests in order and let refused ones never take effect, also later',
    profile: 'robust',
    needs: { limits: { ratePerSecond: 20, rateBurst: 5, maxViolations: 100_000 } },
    async run(ctx) {
      const [flooder, other] = await ctx.clients(2);
      const room = ctx.room();
      await other.join(room);
      await flooder.join(room);
      // Long enough for the bucket to give ten places back: any of them may go to what was refused before.
      let count = 0;
      while (flooder.received('said').length < ctx.limits.rateBurst + 10) {
        for (let i = 0; i < 4; i++, count++) {
          flooder.send({ type: 'say', ref: `${count}`, room, text: `${count}` });
        }
        await flooder.barrier();
        await other.barrier();
      }
      const answered = flooder.received((frame) => frame.type === 'said' || frame.type === 'error');
      ctx.assert.equal(answered.length, count, 'answers, one for each request');
      const accepted = flooder.received('said').map(({ ref }) => ref);
      const refused = flooder.received({ type: 'error', code: 'rate_limited' }).length;
      ctx.assert.that(refused > 0, 'some refusals', refused);
      await other.barrier();
      const seen = other.received({ type: 'message', room }).map(({ text }) => text);
      ctx.assert.equal(seen, accepted, 'what was delivered: what was accepted, in that order');
      await other.expectUsable();
    },
  }),
  defineCase({
    id: 'RATE-1.8',
    title: 'MUST count violations in a row alone: an accepted request starts the count anew',
    profile: 'robust',
    needs: { limits: { ratePerSecond: 20, rateBurst: 2, maxViolations: 4 } },
    async run(ctx) {
      const { maxViolations } = ctx.limits;
      const peer = await ctx.client();
      let violations = 0;
      while (violations < 3 * maxViolations) {
        const answer = await peer.request({ type: 'rooms' });
        if (answer.type === 'rooms') continue;
        violations++;
        const wait = answer.type === 'error' ? (answer.retryAfterMs ?? 0) : 0;
        // Pings take no token, so they are the clock.
        for (const from = ctx.now(); ctx.now() - from < wait + 5; ) await peer.barrier();
        await peer.ask({ type: 'rooms' }, 'rooms');
      }
      await peer.expectUsable();
    },
  }),
];
