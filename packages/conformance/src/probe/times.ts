// Probes of what is timed: the deadline of a hello, the server's ping, the end of a silent client, the rate of requests.
import type { ServerFrame } from '@hubbub/protocol';
import { freshName } from '../runner/names.ts';
import { type Found, type Probing, withClient, withPeer } from './probing.ts';

/** What a timer may be late by and still be the one that was stated (LIMIT-2), ms. */
const toleranceOf = (ms: number): number => ms * 0.1 + 500;
const FLOOD = 2_000;

/** How long a client may be silent before its hello (HELLO-5). */
export function helloTimeout(probing: Probing): Promise<Found> {
  const startMs = performance.now();
  return withPeer(probing, async (peer) => {
    const closure = await peer.closed({ withinMs: probing.patienceMs }).catch(() => undefined);
    return timed('helloTimeoutMs', closure && closure.atMs - startMs, probing);
  });
}

/** How long a client may be silent before the server pings it (LIVE-1). */
export function heartbeat(probing: Probing): Promise<Found> {
  return withClient(probing, async (peer) => {
    const startMs = performance.now();
    const ping = await peer.expect('ping', { withinMs: probing.patienceMs }).catch(() => undefined);
    return timed('heartbeatMs', ping && performance.now() - startMs, probing);
  });
}

/** How long a client may be silent before it is dropped (LIVE-1). */
export function idleTimeout(probing: Probing): Promise<Found> {
  return withClient(
    probing,
    async (peer) => {
      const startMs = performance.now();
      const closure = await peer.closed({ withinMs: probing.patienceMs }).catch(() => undefined);
      return timed('idleTimeoutMs', closure && closure.atMs - startMs, probing);
    },
    { autoPong: false },
  );
}

function timed(limit: Found['limit'], ms: number | undefined, { patienceMs }: Probing): Found {
  if (ms === undefined) return { limit, atLeast: patienceMs };
  const value = Math.round(ms);
  return { limit, value, tolerance: toleranceOf(value) };
}

/** A flood of requests in one write: how many are taken, and how many refusals are borne (RATE-1). */
export async function flood(probing: Probing): Promise<Found[]> {
  return withClient(probing, async (peer) => {
    const room = freshName('r');
    await peer.join(room);
    const since = peer.mark();
    peer.sendTogether(Array.from({ length: FLOOD }, (_, index) => ({ type: 'who', room, ref: `f${index}` })));
    const last = await peer
      .expect((frame) => 'ref' in frame && frame.ref === `f${FLOOD - 1}`, { since, withinMs: 10_000 })
      .catch(() => undefined);
    const taken = peer.received('members', since).length;
    const refused = peer.received({ type: 'error', code: 'rate_limited' }, since);
    if (refused.length === 0) return [{ limit: 'rateBurst', atLeast: FLOOD }];
    // The join took a token, and tokens grow while the flood lasts.
    const burst: Found = { limit: 'rateBurst', value: taken + 1, tolerance: taken * 0.1 + 2 };
    const hint = refused[0]?.retryAfterMs;
    const rate: Found[] =
      hint === undefined || hint <= 0
        ? []
        : [{ limit: 'ratePerSecond', value: Math.round(1_000 / hint), tolerance: 1_000 / hint / 2 }];
    const inRow = lastRow(peer.log.slice(since).map(({ frame }) => frame));
    const violations: Found =
      last === undefined
        ? { limit: 'maxViolations', value: inRow, tolerance: 1 }
        : { limit: 'maxViolations', atLeast: inRow };
    return [burst, ...rate, violations];
  });
}

/** How many refusals came in a row at the end: tokens grow while the flood lasts, and one taken starts the count anew. */
function lastRow(frames: readonly ServerFrame[]): number {
  const refusals = frames.map((frame) => frame.type === 'error' && frame.code === 'rate_limited');
  const end = refusals.lastIndexOf(true);
  const before = refusals.lastIndexOf(false, end);
  return end - before;
}
