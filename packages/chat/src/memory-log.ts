// The log of all rooms, kept in this process: it answers at once and forgets when the process ends.
import type { LogEntry, RoomLog } from './ports.ts';
import { Retained } from './retained.ts';

/** How much a memory log keeps. */
export interface MemoryLogOptions {
  /** Messages kept a room; 0: none (HIST-1). */
  readonly historySize: number;
  /** Rooms kept while nobody is in them (HIST-1). */
  readonly historyRooms: number;
}

/**
 * Creates a log in memory; every callback runs before its call returns. A room is kept while it is occupied, and
 * afterwards among the `historyRooms` rooms that were last occupied or written to: beyond them the one that was so
 * longest ago is forgotten first. With `historySize` 0 a room is forgotten as soon as nobody is in it. A room that was forgotten starts
 * again at `seq` 1 (ORDER-1), and whoever comes back with a `since` beyond that is told of a gap (HIST-2).
 */
export function createMemoryLog({ historySize, historyRooms }: MemoryLogOptions): RoomLog {
  const occupied = new Map<string, Retained>();
  /** Kept though nobody is in them; in the order of their last use, oldest first. */
  const empty = new Map<string, Retained>();
  let listener: (room: string, entry: LogEntry) => void = () => {};

  const find = (room: string): Retained | undefined => occupied.get(room) ?? empty.get(room);

  const keepEmpty = (room: string, retained: Retained): void => {
    empty.delete(room);
    if (historySize === 0 || retained.last === 0) return;
    empty.set(room, retained);
    if (empty.size <= historyRooms) return;
    for (const oldest of empty.keys()) {
      empty.delete(oldest);
      return;
    }
  };

  return {
    append(room, draft, done) {
      const inUse = occupied.get(room);
      const retained = inUse ?? empty.get(room) ?? new Retained(historySize);
      const { entry, isDuplicate } = retained.append(draft);
      if (inUse === undefined) keepEmpty(room, retained);
      if (!isDuplicate) listener(room, entry);
      done({ ok: true, seq: entry.seq, at: entry.at, duplicate: isDuplicate });
    },
    onAppended(newListener) {
      listener = newListener;
    },
    lastSeq(room, done) {
      done(find(room)?.last ?? 0);
    },
    read(room, { after = 0, before = Number.MAX_SAFE_INTEGER, limit = Number.MAX_SAFE_INTEGER }, done) {
      const retained = find(room);
      if (retained === undefined) done([], 1);
      else done(retained.read(after, before, limit), retained.oldest);
    },
    occupied(room, yes) {
      const retained = find(room);
      if (yes) {
        empty.delete(room);
        occupied.set(room, retained ?? new Retained(historySize));
      } else if (retained !== undefined) {
        occupied.delete(room);
        keepEmpty(room, retained);
      }
    },
  };
}
