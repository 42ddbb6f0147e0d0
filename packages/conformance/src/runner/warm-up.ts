// The first client of a fresh process: what a server loads, compiles and allocates for its first one must not count
// against the timers that cases measure. It judges nothing.
import { createLonePeer } from '../peers/lone-peer.ts';
import { openWire } from '../peers/open-peer.ts';
import type { RunningServer } from '../target.ts';
import { freshName } from './names.ts';

/** Joins a room and says a word over every endpoint; whatever goes wrong is for the cases to find. */
export async function warmUp(
  { ready }: RunningServer,
  bounds: { signal: AbortSignal; deadlineMs: number },
): Promise<void> {
  const visits = ready.endpoints.map(async ({ binding }) => {
    const peer = createLonePeer('warm-up', binding, bounds);
    try {
      peer.attach(await openWire(ready.endpoints, binding, {}, peer.events, bounds));
      await peer.ask({ type: 'hello', version: 1, nick: freshName('n') }, 'welcome');
      const room = freshName('r');
      await peer.join(room);
      await peer.ask({ type: 'say', room, text: 'warm' }, 'said');
    } finally {
      peer.destroy();
    }
  });
  await Promise.allSettled(visits);
}
