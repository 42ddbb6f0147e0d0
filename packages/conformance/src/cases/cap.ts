// Cases of the section CAP of PROTOCOL.md: data and their runs, nothing that runs them.
import { type ConformanceCase, defineCase } from '../case.ts';
import type { CaseContext } from '../context.ts';
import type { Peer } from '../peers/peer.ts';

const FOUR = { limits: { maxConnections: 4, retryAfterMs: 1_500 }, exclusive: true } as const;
/** Too few for the crowd that comes, enough for a server to start. */
const OPEN_FILES = 96;
const TWO_AN_ADDRESS = { limits: { maxConnectionsPerAddress: 2 }, exclusive: true } as const;

/** A try to get a place: a welcomed peer, or what the refusal said. */
type Try = { peer: Peer } | { refusal: string };

/** Connects and says hello; how a refusal looks depends on the binding (CAP-1). */
async function attempt(ctx: CaseContext): Promise<Try> {
  if (ctx.binding === 'websocket') {
    const tcp = await ctx.tcp('upgrade');
    tcp.write(
      'GET /hubbub HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    const [head] = await tcp.expect(/^HTTP\/1\.1 (101|503)[\s\S]*?\r\n\r\n/);
    if (!head.startsWith('HTTP/1.1 503')) {
      tcp.end();
      await tcp.closed();
      return { peer: await ctx.client() };
    }
    ctx.assert.that(/\r\nretry-after: *2\r\n/i.test(head), 'Retry-After in whole seconds, rounded up', head);
    await tcp.closed();
    return { refusal: 'server_full' };
  }
  const peer = await ctx.connect().catch((error: Error) => error);
  if (peer instanceof Error) return { refusal: peer.message };
  peer.send({ type: 'hello', version: 1, nick: ctx.nick() });
  await Promise.race([peer.expect('welcome'), peer.closed()]).catch(() => undefined);
  if (peer.closure === undefined) return { peer };
  const error = peer.closure.error;
  ctx.assert.equal(error?.retryAfterMs, ctx.limits.retryAfterMs, 'retryAfterMs of the refusal');
  return { refusal: String(error?.code) };
}

/** A try that must be refused with server_full at once. */
async function refusedFull(ctx: CaseContext): Promise<void> {
  const result = await attempt(ctx);
  ctx.assert.that(
    'refusal' in result && result.refusal.includes('server_full'),
    'a refusal with server_full',
    result,
  );
}

/** The cases of CAP. */
export const capCases: readonly ConformanceCase[] = [
  defineCase({
    id: 'CAP-1.1',
    title: 'MUST give exactly maxConnections places and refuse the next one at once with server_full',
    needs: FOUR,
    async run(ctx) {
      const peers = await ctx.clients(ctx.limits.maxConnections);
      await refusedFull(ctx);
      for (const peer of peers) await peer.expectUsable();
    },
  }),
  defineCase({
    id: 'CAP-1.2',
    profile: 'ops',
    title: 'MUST make a freed place usable again',
    needs: { ...FOUR, stats: true },
    async run(ctx) {
      const peers = await ctx.clients(ctx.limits.maxConnections);
      await refusedFull(ctx);
      const leaver = peers[0] as Peer;
      await leaver.ask({ type: 'bye' }, 'closing');
      await leaver.closed();
      (peers[1] as Peer).reset();
      const places = ctx.limits.maxConnections - 2;
      const from = ctx.now();
      let { connections } = await ctx.server.stats();
      // Each turn is a round trip; the departures are on their way.
      while (connections > places && ctx.now() - from < ctx.deadlineMs)
        connections = (await ctx.server.stats()).connections;
      ctx.assert.equal(connections, places, 'connections in /stats after two went away');
      await ctx.clients(2);
      await refusedFull(ctx);
    },
  }),
  defineCase({
    id: 'CAP-1.3',
    title: 'MUST give exactly N places to 2N racing connects',
    needs: FOUR,
    async run(ctx) {
      const { maxConnections } = ctx.limits;
      const results = await Promise.allSettled(
        Array.from({ length: 2 * maxConnections }, () => ctx.client()),
      );
      const welcomed = results.filter(({ status }) => status === 'fulfilled').length;
      ctx.assert.equal(welcomed, maxConnections, 'the number of welcomed clients');
    },
  }),
  defineCase({
    id: 'CAP-1.4',
    profile: 'ops',
    title: 'MUST count connections without a hello, and no refused one',
    needs: { ...FOUR, stats: true },
    async run(ctx) {
      const before = await ctx.server.stats();
      await Promise.all(Array.from({ length: ctx.limits.maxConnections }, () => ctx.connect()));
      for (let i = 0; i < 3; i++) await refusedFull(ctx);
      const { connections, refused } = await ctx.server.stats();
      ctx.assert.equal(
        [connections, refused - before.refused],
        [ctx.limits.maxConnections, 3],
        'connections and refused in /stats',
      );
    },
  }),
  defineCase({
    id: 'CAP-2.1',
    title: 'MUST give exactly maxConnectionsPerAddress places to one address',
    needs: TWO_AN_ADDRESS,
    async run(ctx) {
      const peers = await ctx.clients(2);
      const results = await Promise.allSettled([ctx.client(), ctx.client()]);
      ctx.assert.equal(
        results.map(({ status }) => status),
        ['rejected', 'rejected'],
        'two more from the same address',
      );
      for (const peer of peers) await peer.expectUsable();
    },
  }),
  defineCase({
    id: 'CAP-2.2',
    title: 'MUST give an address its place back when one of its connections is gone',
    needs: TWO_AN_ADDRESS,
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      ctx.assert.that(!(await ctx.attempt()).isAccepted, 'no third place for the address', 'accepted');
      bob.reset();
      const until = ctx.now() + ctx.deadlineMs;
      let isIn = false;
      while (!isIn && ctx.now() < until) isIn = (await ctx.attempt()).isAccepted;
      ctx.assert.that(isIn, 'a place for the address once it has one connection less', 'still refused');
      await alice.expectUsable();
    },
  }),
  defineCase({
    id: 'CAP-2.3',
    title: 'MUST survive being out of file descriptors, serve who is there, and accept again later',
    profile: 'robust',
    needs: { exclusive: true, openFiles: OPEN_FILES, timeoutMs: 30_000 },
    async run(ctx) {
      const [alice, bob] = await ctx.clients(2);
      const room = await ctx.roomOf(alice, bob);
      const crowd = await Promise.allSettled(
        Array.from({ length: 2 * OPEN_FILES }, (_, i) => ctx.tcp(`crowd ${i}`)),
      );
      await alice.ask({ type: 'say', room, text: 'still here' }, 'said');
      await bob.expect({ type: 'message', room, text: 'still here' });
      for (const settled of crowd) if (settled.status === 'fulfilled') settled.value.reset();
      const until = ctx.now() + 2 * ctx.deadlineMs;
      let isIn = false;
      while (!isIn && ctx.now() < until)
        isIn = (await ctx.attempt().catch(() => undefined))?.isAccepted === true;
      ctx.assert.that(isIn, 'a place once the crowd is gone', 'still refused');
    },
  }),
];
