// The log of all rooms over a store that keeps messages beyond the process: nothing is numbered in earnest, delivered or
// acknowledged before the store has it (HIST-5). One commit is on its way at a time and takes all that came meanwhile.
import type { AppendResult, Draft, LogEntry, RoomLog } from './ports.ts';
import { dedupeKey, Retained } from './retained.ts';

/** What is to be written at once, all of it or nothing. */
export interface Commit {
  /** Rooms to forget, before anything else. */
  readonly forgotten: readonly string[];
  /** Messages to keep, each room's in `seq` order; beyond `historySize` of a room the oldest may go. */
  readonly appended: readonly { readonly room: string; readonly entry: LogEntry }[];
}

/** Where messages are kept. It answers later, in the order of the calls. */
export interface LogStore {
  /** The rooms kept, with the last `seq` given in each; the one longest unused first. */
  readonly rooms: ReadonlyMap<string, number>;
  /** The messages kept of a room, oldest first, without a gap; `undefined` where they cannot be read. */
  load(room: string, done: (entries: readonly LogEntry[] | undefined) => void): void;
  /** Answers whether the commit will survive the end of the process. */
  commit(commit: Commit, done: (isKept: boolean) => void): void;
}

interface StoredRoom {
  /** The last `seq` that the store has. */
  last: number;
  /** In memory once somebody asked. */
  retained: Retained | undefined;
  /** Who waits for the store to answer. */
  waiting: ((retained: Retained | undefined) => void)[] | undefined;
  isOccupied: boolean;
  /** Messages offered and not answered. */
  pending: number;
}

interface Offer {
  readonly room: string;
  readonly draft: Draft;
  readonly done: (result: AppendResult) => void;
}

/** An offer with its number, or why it gets none. */
type Judged = Offer &
  ({ readonly entry: LogEntry; readonly isDuplicate: boolean } | { readonly entry?: undefined });

/** Creates a log over a store. What it keeps and forgets is what `createMemoryLog` does, also over a restart. */
export function createStoredLog(options: {
  readonly historySize: number;
  readonly historyRooms: number;
  readonly store: LogStore;
}): RoomLog {
  return new StoredLog(options);
}

class StoredLog implements RoomLog {
  readonly #historySize: number;
  readonly #historyRooms: number;
  readonly #store: LogStore;
  readonly #rooms = new Map<string, StoredRoom>();
  /** Kept though nobody is in them, in the order of their last use. */
  readonly #empty = new Set<string>();
  readonly #forgotten = new Set<string>();
  #listener: (room: string, entry: LogEntry) => void = () => {};
  #queue: Offer[] = [];
  #isCommitting = false;

  constructor(options: Parameters<typeof createStoredLog>[0]) {
    this.#historySize = options.historySize;
    this.#historyRooms = options.historyRooms;
    this.#store = options.store;
    for (const [room, last] of options.store.rooms) {
      this.#rooms.set(room, { last, retained: undefined, waiting: undefined, isOccupied: false, pending: 0 });
      this.#keepEmpty(room);
    }
  }

  append(room: string, draft: Draft, done: (result: AppendResult) => void): void {
    this.#roomOf(room).pending++;
    this.#queue.push({ room, draft, done });
    if (!this.#isCommitting) this.#commitQueue();
  }

  onAppended(listener: (room: string, entry: LogEntry) => void): void {
    this.#listener = listener;
  }

  lastSeq(room: string, done: (seq: number) => void): void {
    done(this.#rooms.get(room)?.last ?? 0);
  }

  read(room: string, range: Parameters<RoomLog['read']>[1], done: Parameters<RoomLog['read']>[2]): void {
    const { after = 0, before = Number.MAX_SAFE_INTEGER, limit = Number.MAX_SAFE_INTEGER } = range;
    const known = this.#rooms.get(room);
    if (known === undefined) {
      done([], 1);
      return;
    }
    this.#load(room, known, (retained) => {
      if (retained === undefined) done([], known.last + 1);
      else done(retained.read(after, before, limit), retained.oldest);
    });
  }

  occupied(room: string, yes: boolean): void {
    const known = this.#roomOf(room);
    known.isOccupied = yes;
    if (yes) this.#empty.delete(room);
    else this.#keepEmpty(room);
  }

  #roomOf(name: string): StoredRoom {
    let room = this.#rooms.get(name);
    if (room === undefined) {
      const retained = new Retained(this.#historySize);
      room = { last: 0, retained, waiting: undefined, isOccupied: false, pending: 0 };
      this.#rooms.set(name, room);
    }
    return room;
  }

  #load(name: string, room: StoredRoom, goOn: (retained: Retained | undefined) => void): void {
    if (room.retained !== undefined) {
      goOn(room.retained);
      return;
    }
    if (room.waiting !== undefined) {
      room.waiting.push(goOn);
      return;
    }
    room.waiting = [goOn];
    this.#store.load(name, (entries) => {
      if (entries !== undefined) room.retained = new Retained(this.#historySize, room.last, entries);
      const waiting = room.waiting ?? [];
      room.waiting = undefined;
      for (const go of waiting) go(room.retained);
    });
  }

  /** Commits what is queued, once the rooms that it is for are in memory. */
  #commitQueue(): void {
    if (this.#queue.length === 0) return;
    this.#isCommitting = true;
    const offers = this.#queue;
    this.#queue = [];
    const rooms = new Set(offers.map(({ room }) => room));
    let left = rooms.size;
    for (const name of rooms) {
      this.#load(name, this.#roomOf(name), () => {
        if (--left === 0) this.#commit(this.#judge(offers));
      });
    }
  }

  /** Numbers the offers and finds the repeats among them and among what is kept (SAY-5). */
  #judge(offers: readonly Offer[]): Judged[] {
    const nextOf = new Map<string, number>();
    const newKeys = new Map<string, LogEntry>();
    return offers.map((offer) => {
      const { room, draft } = offer;
      const { retained } = this.#roomOf(room);
      if (retained === undefined) return offer;
      const key = draft.id === undefined ? undefined : `${room}\0${dedupeKey(draft.from, draft.id)}`;
      const known = retained.find(draft) ?? (key === undefined ? undefined : newKeys.get(key));
      if (known !== undefined) return { ...offer, entry: known, isDuplicate: true };
      const entry: LogEntry = { ...draft, seq: nextOf.get(room) ?? retained.last + 1 };
      nextOf.set(room, entry.seq + 1);
      if (key !== undefined) newKeys.set(key, entry);
      return { ...offer, entry, isDuplicate: false };
    });
  }

  #commit(judged: readonly Judged[]): void {
    const appended = judged.flatMap((one) =>
      one.entry === undefined || one.isDuplicate ? [] : [{ room: one.room, entry: one.entry }],
    );
    const finish = (isKept: boolean): void => {
      for (const one of judged) this.#answer(one, isKept);
      this.#isCommitting = false;
      this.#commitQueue();
    };
    if (appended.length === 0) {
      finish(true);
      return;
    }
    const forgotten = [...this.#forgotten];
    this.#forgotten.clear();
    this.#store.commit({ forgotten, appended }, (isKept) => {
      // What could not be forgotten now is forgotten with the next commit.
      if (!isKept) for (const room of forgotten) this.#forgotten.add(room);
      finish(isKept);
    });
  }

  #answer(judged: Judged, isKept: boolean): void {
    const { room: name, entry, done } = judged;
    const room = this.#roomOf(name);
    room.pending--;
    if (entry === undefined || !isKept) done({ ok: false, code: 'unavailable' });
    else {
      const { isDuplicate } = judged;
      if (!isDuplicate) {
        room.last = entry.seq;
        room.retained?.add(entry);
        this.#listener(name, entry);
      }
      done({ ok: true, seq: entry.seq, at: entry.at, duplicate: isDuplicate });
    }
    if (!room.isOccupied) this.#keepEmpty(name);
  }

  #keepEmpty(name: string): void {
    const room = this.#rooms.get(name);
    if (room === undefined || room.isOccupied || room.pending > 0) return;
    this.#empty.delete(name);
    if (room.last === 0) {
      this.#rooms.delete(name);
      return;
    }
    this.#empty.add(name);
    if (this.#empty.size <= this.#historyRooms) return;
    for (const oldest of this.#empty) {
      this.#empty.delete(oldest);
      this.#rooms.delete(oldest);
      this.#forgotten.add(oldest);
      return;
    }
  }
}
