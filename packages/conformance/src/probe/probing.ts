// What every probe needs: connections to the server, a bound on patience, and requests that bear a rate limit.
import { setTimeout as wait } from 'node:timers/promises';
import type { Binding, LimitName, ReadyLine, ServerFrame } from '@hubbub/protocol';
import { createLonePeer } from '../peers/lone-peer.ts';
import { openWire } from '../peers/open-peer.ts';
import type { OutFrame } from '../peers/peer.ts';
import type { RecordingPeer } from '../peers/recording-peer.ts';
import { slowness } from '../runner/machine.ts';
import { freshName } from '../runner/names.ts';

/** What was found of one limit. */
export interface Found {
  readonly limit: LimitName;
  /** The value that the server keeps to; absent where it was not reached. */
  readonly value?: number;
  /** Where it was not reached: it is at least this. */
  readonly atLeast?: number;
  /** How far the value may be from the true one, as a measured time or rate is. */
  readonly tolerance?: number;
}

/** The surroundings of a probe. */
export interface Probing {
  readonly ready: ReadyLine;
  readonly binding: Binding;
  /** ms that a probe may wait in all. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
}

const ANSWER_MS = 5_000;

/** Connects; what is opened is closed when `use` is done. */
export async function withPeer<T>(
  { ready, binding, signal }: Probing,
  use: (peer: RecordingPeer) => Promise<T>,
  options: { autoPong?: boolean } = {},
): Promise<T> {
  const bounds = { signal, deadlineMs: ANSWER_MS * slowness() };
  const peer = createLonePeer('probe', binding, { ...bounds, ...options });
  try {
    peer.attach(await openWire(ready.endpoints, binding, options, peer.events, bounds));
    return await use(peer);
  } finally {
    peer.destroy();
  }
}

/** `withPeer` after a hello. */
export function withClient<T>(
  probing: Probing,
  use: (peer: RecordingPeer) => Promise<T>,
  options: { autoPong?: boolean } = {},
): Promise<T> {
  return withPeer(
    probing,
    async (peer) => {
      await peer.ask({ type: 'hello', version: 1, nick: freshName('n') }, 'welcome');
      return use(peer);
    },
    options,
  );
}

/** A request that is sent again after the time that a rate limit asks for. */
export async function askPatiently(
  peer: RecordingPeer,
  frame: OutFrame,
  signal: AbortSignal,
): Promise<ServerFrame> {
  for (;;) {
    const answer = await peer.request(frame);
    if (answer.type !== 'error' || answer.code !== 'rate_limited') return answer;
    await wait(answer.retryAfterMs ?? 100, undefined, { signal });
  }
}

/**
 * The largest number that `holds`, between one that is known to hold and one that nobody tries. Doubles, then halves.
 * `undefined` where even `most` holds.
 */
export async function largest(
  known: number,
  most: number,
  holds: (value: number) => Promise<boolean>,
): Promise<number | undefined> {
  let low = known;
  let high = known;
  do {
    low = high;
    if (low >= most) return undefined;
    high = Math.min(most, high * 2);
  } while (await holds(high));
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}
