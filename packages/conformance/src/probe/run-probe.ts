// Finds a server's limits by trying, all at once where one does not disturb the other, and holds them against what it
// states. It judges no clause: a limit that was not reached is told as such.
import { LIMIT_NAMES, type LimitName } from '@hubbub/protocol';
import type { Target } from '../target.ts';
import type { Found, Probing } from './probing.ts';
import { badFrames, connections, frameBytes, history, rooms, textBytes } from './sizes.ts';
import { flood, heartbeat, helloTimeout, idleTimeout } from './times.ts';

/** One limit: what the server says, and what it does. */
export interface ProbedLimit {
  readonly limit: LimitName;
  readonly stated: number;
  readonly found?: Found;
  readonly agrees: 'yes' | 'no' | 'not reached' | 'not probed';
}

/** How a probe is run. */
export interface ProbeOptions {
  readonly target: Target;
  /** ms that anything may be waited for. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
  readonly onFound?: (found: Found, left: readonly string[]) => void;
}

type Probe = (probing: Probing) => Promise<Found | Found[]>;
/** Nothing of one reaches the other: each has connections and rooms of its own. */
const TOGETHER: readonly Probe[] = [
  frameBytes,
  textBytes,
  rooms,
  badFrames,
  history,
  helloTimeout,
  heartbeat,
  idleTimeout,
  flood,
];

/**
 * Starts the server with the limits that it has by itself, or attaches, and probes it over its first binding.
 * @throws HubbubError `start_failed` where it does not start or answer.
 */
export async function probeLimits({
  target,
  patienceMs,
  signal,
  onFound,
}: ProbeOptions): Promise<ProbedLimit[]> {
  const server = await target.start({ host: '127.0.0.1', port: 0 }, signal);
  try {
    const { ready } = server;
    const [binding = ready.endpoints[0]?.binding ?? 'lines'] = target.bindings;
    const probing: Probing = { ready, binding, patienceMs, signal };
    const results = new Map<LimitName, Found>();
    const left = new Set(TOGETHER.map(({ name }) => name));
    const run = async (probe: Probe): Promise<void> => {
      const found = [await probe(probing)].flat();
      left.delete(probe.name);
      for (const one of found) {
        results.set(one.limit, one);
        onFound?.(one, [...left]);
      }
    };
    await Promise.all(TOGETHER.map(run));
    // This one takes every place there is.
    await run(connections);
    return LIMIT_NAMES.map((limit) => compared(limit, ready.limits[limit], results.get(limit)));
  } finally {
    await server.stop();
  }
}

/** Limits where 0 stated means that there is none. */
const ZERO_IS_OFF: readonly LimitName[] = ['ratePerSecond', 'rateBurst', 'maxConnectionsPerAddress'];

function compared(limit: LimitName, stated: number, found: Found | undefined): ProbedLimit {
  if (found === undefined) return { limit, stated, agrees: 'not probed' };
  const { value, atLeast = 0, tolerance = 0 } = found;
  const isOff = stated === 0 && ZERO_IS_OFF.includes(limit);
  if (value === undefined) {
    const agrees = isOff ? 'yes' : atLeast > stated ? 'no' : 'not reached';
    return { limit, stated, found, agrees };
  }
  return { limit, stated, found, agrees: !isOff && Math.abs(value - stated) <= tolerance ? 'yes' : 'no' };
}
