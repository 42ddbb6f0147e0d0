// The messages that a newcomer missed (HIST-2): what the log kept up to the moment it was asked, and what the room
// was given while the log answered. Both together leave no gap and no repeat before what comes live.
import type { ServerFrame } from '@hubbub/protocol';
import type { Client } from './client.ts';
import type { LogEntry } from './ports.ts';
import { messageFrame, type Room } from './room.ts';
import type { World } from './world.ts';

/** What is to be sent after `joined`. */
export interface Replay {
  /** Some messages after `since` are gone, or `since` was never reached (`joined.gap`). */
  readonly isGap: boolean;
  readonly count: number;
  /** The frames one by one, made as they are taken (HIST-4). */
  frames(): Iterable<ServerFrame>;
}

/** Reads the messages after `since`; without one there is no replay and no port is asked. */
export function askReplay(
  { ports }: World,
  client: Client,
  room: Room,
  since: number | undefined,
  goOn: (replay: Replay | undefined) => void,
): void {
  if (since === undefined) {
    goOn(undefined);
    return;
  }
  const known = room.seq;
  const tail = room.startTail();
  client.ask<{ kept: readonly LogEntry[]; oldest: number }>(
    (done) => {
      const range = { after: since, before: known + 1 };
      ports.log.read(room.name, range, (kept, oldest) => done({ kept, oldest }));
    },
    ({ kept, oldest }) => {
      room.endTail(tail);
      // `since` may lie in the tail: it is the room's last seq that tells whether it was ever reached.
      const meanwhile = tail.filter((entry) => entry.seq > since);
      const isLost = since < known && since + 1 < oldest;
      goOn({
        isGap: isLost || since > room.seq,
        count: kept.length + meanwhile.length,
        frames: () => framesOf(room.name, kept, meanwhile),
      });
    },
  );
}

function* framesOf(
  room: string,
  kept: readonly LogEntry[],
  meanwhile: readonly LogEntry[],
): Generator<ServerFrame> {
  for (const entry of kept) yield messageFrame(room, entry);
  for (const entry of meanwhile) yield messageFrame(room, entry);
}
