// PROC and LIMIT: how a server is configured, what it says of itself, and the endpoints for those who run it.
import { DEFAULT_LIMITS, LIMIT_NAMES } from '@hubbub/protocol';
import { type CaseDraft, type ConformanceCase, defineCase } from '../case.ts';
import type { CaseContext } from '../context.ts';
import { SUITE_LIMITS } from '../suite-limits.ts';

const ops = (draft: CaseDraft): ConformanceCase => defineCase({ profile: 'ops', ...draft });
const SPAWN = { spawn: true, timeoutMs: 60_000 } as const;
/** Cases with these needs share a process one after another. */
const FIGURES = { exclusive: true, stats: true } as const;
/** Every limit other than by default, and other than the suite's. */
const OTHER_LIMITS = Object.fromEntries(
  LIMIT_NAMES.map((name) => [name, (SUITE_LIMITS[name] || DEFAULT_LIMITS[name] || 7) + 1]),
);

/** Parts of the configuration, by the feature that they need. */
const PARTS: Readonly<Record<string, object>> = {
  auth: { auth: { secret: 'a secret that nobody is told' } },
  durable: { store: '/nowhere/at/all/messages.db' },
  cluster: { backplane: 'redis://127.0.0.1:1' },
};

/** Starts the server with each line and wants it refused: a sentence on stderr, nothing on stdout, exit status 2. */
async function refusesEach(ctx: CaseContext, lines: readonly string[]): Promise<void> {
  for (const line of lines) {
    const { isReady, code, stdout, stderr } = await ctx.server.tryConfig(line);
    ctx.assert.that(!isReady, `no start with the configuration ${line}`, stdout);
    ctx.assert.equal(code, 2, `the exit status with the configuration ${line}`);
    ctx.assert.that(
      stderr.trim() !== '' && !/^\s+at .+:\d+|Traceback/m.test(stderr),
      `a sentence on stderr, and no stack, for ${line}`,
      stderr,
    );
  }
  await ctx.client();
}

/** The cases of PROC and LIMIT. */
export const processCases: readonly ConformanceCase[] = [
  ops({
    id: 'LIMIT-1.2',
    title: 'MUST state every limit as it was configured, in the ready line and in welcome',
    needs: { limits: OTHER_LIMITS },
    async run(ctx) {
      const { welcome } = await ctx.client();
      ctx.assert.equal(ctx.server.ready.limits, OTHER_LIMITS, 'the limits in the ready line');
      ctx.assert.equal(welcome.limits, OTHER_LIMITS, 'the limits in welcome');
    },
  }),
  ops({
    id: 'LIMIT-1.3',
    title: 'MUST refuse to start with a limit that is unknown or negative, and say so',
    needs: SPAWN,
    run: (ctx) =>
      refusesEach(
        ctx,
        [{ maxFrames: 1 }, { maxRooms: -1 }].map((limits) => JSON.stringify({ port: 0, limits })),
      ),
  }),
  ops({
    id: 'PROC-1.1',
    title: 'MUST refuse a configuration that is no JSON object with a sentence and exit status 2',
    needs: SPAWN,
    run: (ctx) => refusesEach(ctx, ['{', '[]']),
  }),
  ops({
    id: 'PROC-1.2',
    title: 'MUST refuse a configuration with an unknown member, or one of the wrong type, with exit status 2',
    needs: SPAWN,
    run: (ctx) => refusesEach(ctx, ['{"prot":0}', '{"port":"x"}']),
  }),
  ops({
    id: 'PROC-2.1',
    title: 'MUST name its process, its features and its endpoints in the ready line, and accept from then on',
    needs: SPAWN,
    async run(ctx) {
      const another = await ctx.server.startAnother({});
      const { pid, endpoints, features, name, framework, runtime } = another.ready;
      const isRunning = (() => {
        try {
          return process.kill(pid, 0);
        } catch {
          return false;
        }
      })();
      ctx.assert.that(isRunning, `a process ${pid}, as pid says`, 'there is none');
      const forms = {
        lines: /^tcp:\/\/.+:\d+$/,
        websocket: /^ws:\/\/.+:\d+\/hubbub$/,
        'socket.io': /^http:\/\/.+:\d+$/,
      };
      for (const { binding, url } of endpoints)
        ctx.assert.that(forms[binding].test(url), `a URL like ${forms[binding]} for ${binding}`, url);
      ctx.assert.equal(
        endpoints.map(({ binding }) => binding).sort(),
        [...ctx.offered].sort(),
        'the bindings of the endpoints',
      );
      const { welcome } = await ctx.client();
      ctx.assert.equal(
        [...welcome.features].sort(),
        [...features].sort(),
        'the features of ready line and welcome',
      );
      ctx.assert.equal(
        welcome.server,
        { name, framework, runtime },
        'the server in welcome, as in the ready line',
      );
    },
  }),
  ops({
    id: 'PROC-3.1',
    title: 'MUST answer /healthz and /readyz with 200, and /readyz with 503 while it drains',
    needs: { signals: true, stats: true, limits: { drainMs: 1_500, retryAfterMs: 700 } },
    async run(ctx) {
      const [alice, stalled] = await ctx.clients(2);
      ctx.assert.equal((await ctx.server.admin('/healthz')).status, 200, 'the status of /healthz');
      ctx.assert.equal((await ctx.server.admin('/readyz')).status, 200, 'the status of /readyz');
      const room = await ctx.roomOf(alice, stalled);
      stalled.pauseReading();
      const text = 'x'.repeat(ctx.limits.maxTextBytes);
      for (let i = 0; i < 200; i++) alice.send({ type: 'say', room, text });
      await alice.barrier();
      ctx.server.signal('SIGTERM');
      await alice.expect('closing');
      const answer = await ctx.server.admin('/readyz').catch(() => undefined);
      // A drain that waits for nothing is over before anybody can ask.
      if (answer === undefined) await ctx.server.exited(ctx.latest(ctx.limits.drainMs));
      else ctx.assert.equal(answer.status, 503, 'the status of /readyz while it drains');
      stalled.destroy();
    },
  }),
  ops({
    id: 'PROC-3.2',
    title: 'MUST answer /metrics in Prometheus text',
    needs: FIGURES,
    async run(ctx) {
      await ctx.client();
      const { status, body } = await ctx.server.admin('/metrics');
      ctx.assert.equal(status, 200, 'the status');
      const lines = body.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
      ctx.assert.that(lines.length > 0, 'at least one sample', body);
      const wrong = lines.find(
        (line) => !/^[a-zA-Z_:][\w:]*(\{.*\})? (-?[\d.]+(e[+-]?\d+)?|NaN|[+-]Inf)( -?\d+)?$/i.test(line),
      );
      ctx.assert.that(wrong === undefined, 'samples of the form name{labels} value', wrong);
    },
  }),
  ops({
    id: 'PROC-3.3',
    title: 'MUST tell the truth in /stats: connections, sessions, rooms, frames received and delivered',
    needs: FIGURES,
    async run(ctx) {
      const before = await ctx.server.stats();
      ctx.assert.equal(
        [before.connections, before.sessions, before.rooms],
        [0, 0, 0],
        'the figures of an idle server',
      );
      const [alice, bob] = await ctx.clients(2);
      await ctx.connect();
      await ctx.roomOf(alice, bob);
      const room = await ctx.roomOf(alice, bob);
      for (let i = 0; i < 10; i++) await alice.ask({ type: 'say', room, text: `${i}` }, 'said');
      await bob.barrier();
      const after = await ctx.server.stats();
      ctx.assert.equal(
        [after.connections, after.sessions, after.rooms],
        [3, 2, 2],
        'connections, sessions and rooms',
      );
      // Two hellos, four joins, ten messages and a ping; each message goes to two.
      ctx.assert.that(after.received - before.received >= 17, 'at least 17 frames received', after);
      ctx.assert.that(after.delivered - before.delivered >= 37, 'at least 37 frames delivered', after);
    },
  }),
  ops({
    id: 'PROC-3.4',
    title: 'MUST be back at nothing after 200 clients came and went in every way',
    needs: { ...FIGURES, timeoutMs: 60_000 },
    async run(ctx) {
      await ctx.several(200, async (i) => {
        const peer = await ctx.client();
        await peer.join(ctx.room());
        if (i % 3 === 0) await peer.ask({ type: 'bye' }, 'closing');
        else if (i % 3 === 1) peer.reset();
        else peer.destroy();
      });
      const figures = async (): Promise<number[]> => {
        const { connections, sessions, rooms, outboxBytes } = await ctx.server.stats();
        return [connections, sessions, rooms, outboxBytes];
      };
      const from = ctx.now();
      let seen = await figures();
      // Each turn is a round trip; the departures are on their way.
      while (seen.some((figure) => figure !== 0) && ctx.now() - from < ctx.deadlineMs) seen = await figures();
      ctx.assert.equal(seen, [0, 0, 0, 0], 'connections, sessions, rooms and outboxBytes in /stats');
    },
  }),
  ops({
    id: 'PROC-4.1',
    title: 'MUST refuse a part of the configuration that it does not offer with a sentence and exit status 2',
    needs: SPAWN,
    run: (ctx) =>
      refusesEach(
        ctx,
        Object.entries(PARTS).flatMap(([feature, part]) =>
          ctx.offeredFeatures.includes(feature) ? [] : [JSON.stringify({ port: 0, ...part })],
        ),
      ),
  }),
];
