// A peer outside of any case: nothing is judged and no log is kept. For introductions and warm-ups.
import { type Binding, DEFAULT_LIMITS } from '@hubbub/protocol';
import { RecordingPeer } from './recording-peer.ts';
import { WireLog } from './wire-log.ts';

/** Makes a peer that still wants its wire. */
export function createLonePeer(
  label: string,
  binding: Binding,
  { autoPong = true, ...bounds }: { signal: AbortSignal; deadlineMs: number; autoPong?: boolean },
): RecordingPeer {
  return new RecordingPeer({
    ...bounds,
    label,
    binding,
    limits: () => DEFAULT_LIMITS,
    log: new WireLog(),
    isLenient: true,
    autoPong,
    usesAcks: false,
    pace: () => Promise.resolve(),
  });
}
