// Probes of what is counted: bytes of a frame and a text, rooms, bad frames, history, connections.
import { freshName } from '../runner/names.ts';
import { askPatiently, type Found, largest, type Probing, withClient, withPeer } from './probing.ts';

const MOST_BYTES = 4 * 1024 * 1024;
const MOST_ROOMS = 1_000;
const MOST_BAD_FRAMES = 200;
const MOST_MESSAGES = 1_500;
const MOST_CONNECTIONS = 400;
const PAGE = 100;

/** The longest frame that is taken: a `ping` with a member that nobody knows (FRAME-1, FRAME-5). */
export async function frameBytes(probing: Probing): Promise<Found> {
  const isTaken = (bytes: number): Promise<boolean> =>
    withPeer(probing, async (peer) => {
      const empty = Buffer.byteLength(peer.textOf({ type: 'ping', pad: '' }));
      // In Socket.IO it is the packet's argument that is padded; the event's name is part of the frame (SIO-4).
      peer.sendText(peer.textOf({ type: 'ping', pad: 'x'.repeat(bytes - empty) }));
      const answer = await peer
        .expect(({ type }) => type === 'pong' || type === 'error')
        .catch(() => undefined);
      return answer?.type === 'pong';
    });
  const value = await largest(256, MOST_BYTES, isTaken);
  return { limit: 'maxFrameBytes', ...(value === undefined ? { atLeast: MOST_BYTES } : { value }) };
}

/** The longest text (SAY-3). */
export function textBytes(probing: Probing): Promise<Found> {
  return withClient(probing, async (peer) => {
    const room = freshName('r');
    await peer.join(room);
    const most = Math.floor(probing.ready.limits.maxFrameBytes / 2);
    const value = await largest(1, most, async (bytes) => {
      const answer = await askPatiently(peer, { type: 'say', room, text: 'x'.repeat(bytes) }, probing.signal);
      return answer.type === 'said';
    });
    return { limit: 'maxTextBytes', ...(value === undefined ? { atLeast: most } : { value }) };
  });
}

/** How many rooms one client may be in (ROOM-8). */
export function rooms(probing: Probing): Promise<Found> {
  return withClient(probing, async (peer) => {
    for (let count = 0; count < MOST_ROOMS; count++) {
      const answer = await askPatiently(peer, { type: 'join', room: freshName('r') }, probing.signal);
      if (answer.type === 'error') return { limit: 'maxRooms', value: count };
    }
    return { limit: 'maxRooms', atLeast: MOST_ROOMS };
  });
}

/** How many frames that are none are answered before the connection ends. No other frame may come between them. */
export function badFrames(probing: Probing): Promise<Found> {
  return withClient(probing, async (peer) => {
    for (let count = 1; count <= MOST_BAD_FRAMES; count++) {
      const since = peer.mark();
      peer.sendText('[]');
      const answer = await peer.expect('error', { since }).catch(() => undefined);
      if (answer?.type === 'error' && !answer.fatal) continue;
      return { limit: 'maxBadFrames', value: peer.received({ type: 'error', code: 'bad_frame' }).length };
    }
    return { limit: 'maxBadFrames', atLeast: MOST_BAD_FRAMES };
  });
}

/** How many messages of a room are kept (HIST-1). It says more than that, at the pace of the rate limit. */
export function history(probing: Probing): Promise<Found> {
  return withClient(probing, async (peer) => {
    const room = freshName('r');
    await peer.join(room);
    const untilMs = performance.now() + probing.patienceMs;
    let said = 0;
    while (said < MOST_MESSAGES && performance.now() < untilMs) {
      await askPatiently(peer, { type: 'say', room, text: 'x' }, probing.signal);
      said++;
      if (said % PAGE === 0 || said === MOST_MESSAGES) {
        const first = await askPatiently(
          peer,
          { type: 'history', room, before: 2, limit: 1 },
          probing.signal,
        );
        if (first.type !== 'history') return { limit: 'historySize', value: 0 };
        if (first.messages.length === 0) return { limit: 'historySize', value: await oldestKept(said) };
      }
    }
    return { limit: 'historySize', atLeast: said };

    /** Pages back to the oldest that is kept and counts. */
    async function oldestKept(last: number): Promise<number> {
      let kept = 0;
      for (let before = last + 1; ; ) {
        const page = await askPatiently(
          peer,
          { type: 'history', room, before, limit: 1_000 },
          probing.signal,
        );
        const messages = page.type === 'history' ? page.messages : [];
        kept += messages.length;
        const oldest = messages[0]?.seq;
        if (oldest === undefined || oldest <= 1) return kept;
        before = oldest;
      }
    }
  });
}

/** How many connections are taken at once (CAP-1, CAP-2). */
export async function connections(probing: Probing): Promise<Found> {
  const release = Promise.withResolvers<void>();
  const held: Promise<void>[] = [];
  let count = 0;
  try {
    for (; count < MOST_CONNECTIONS; count++) {
      const { promise: isTaken, resolve } = Promise.withResolvers<boolean>();
      held.push(
        withPeer(probing, async (peer) => {
          await peer.barrier();
          resolve(true);
          await release.promise;
        }).catch(() => resolve(false)),
      );
      if (!(await isTaken)) return { limit: 'maxConnections', value: count };
    }
    return { limit: 'maxConnections', atLeast: count };
  } finally {
    release.resolve();
    await Promise.all(held);
  }
}
