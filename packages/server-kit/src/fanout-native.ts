// Fan-out by the framework's own rooms. The kit watches what the framework cannot know: backlogs and byte limits.
import type { ServerFrame } from '@hubbub/protocol';
import type { NativeRooms } from './contract.ts';
import type { Fanout } from './fanout.ts';
import type { Outbox } from './outbox.ts';
import { type Entry, FrameEntry } from './payload.ts';

/** Members of a room that the framework serves, and those whose frames wait behind a backlog (HIST-4). */
interface Room {
  readonly served: Set<Outbox>;
  readonly waiting: Set<Outbox>;
}

/** The mode `native`. */
export class NativeFanout implements Fanout {
  readonly joinsFrames = false;
  readonly #native: () => NativeRooms;
  readonly #rooms = new Map<string, Room>();
  readonly #roomsOf = new Map<Outbox, Set<string>>();
  readonly #held = new Set<Outbox>();
  readonly #written = new Set<Room>();

  constructor(native: () => NativeRooms) {
    this.#native = native;
  }

  join(name: string, outbox: Outbox): void {
    let room = this.#rooms.get(name);
    if (room === undefined) {
      room = { served: new Set(), waiting: new Set() };
      this.#rooms.set(name, room);
    }
    const names = this.#roomsOf.get(outbox);
    if (names === undefined) this.#roomsOf.set(outbox, new Set([name]));
    else names.add(name);
    if (this.#held.has(outbox)) room.waiting.add(outbox);
    else this.#serve(name, room, outbox);
  }

  leave(name: string, outbox: Outbox): void {
    const room = this.#rooms.get(name);
    if (room === undefined) return;
    if (room.served.delete(outbox)) this.#native().leave(outbox.connection, name);
    room.waiting.delete(outbox);
    if (room.served.size + room.waiting.size === 0) this.#rooms.delete(name);
    const names = this.#roomsOf.get(outbox);
    names?.delete(name);
    if (names?.size === 0) this.#roomsOf.delete(outbox);
  }

  publish(name: string, frame: ServerFrame): void {
    const room = this.#rooms.get(name);
    if (room === undefined) return;
    const entry = new FrameEntry(frame, false);
    for (const outbox of room.waiting) outbox.takeOne(entry);
    const [first] = room.served;
    if (first === undefined) return;
    const payload = entry.payload(first.binding);
    this.#native().publish(name, payload);
    // The framework wrote past their outboxes: what each holds is looked at before more is said (FLOW-1).
    for (const outbox of room.served) outbox.tookElsewhere(payload);
    this.#lookAgain(room);
  }

  tell(outboxes: Iterable<Outbox>, frame: ServerFrame): void {
    const entry = new FrameEntry(frame, false);
    for (const outbox of outboxes) outbox.takeOne(entry);
  }

  post(outbox: Outbox, entry: Entry): void {
    outbox.takeOne(entry);
  }

  held(outbox: Outbox, isHeld: boolean): void {
    if (isHeld) this.#held.add(outbox);
    else this.#held.delete(outbox);
    if (outbox.isClosed) return;
    for (const name of this.#roomsOf.get(outbox) ?? []) {
      const room = this.#rooms.get(name);
      if (room === undefined) continue;
      if (isHeld && room.served.delete(outbox)) {
        this.#native().leave(outbox.connection, name);
        room.waiting.add(outbox);
      } else if (!isHeld && room.waiting.delete(outbox)) this.#serve(name, room, outbox);
    }
  }

  flush(): void {}

  #serve(name: string, room: Room, outbox: Outbox): void {
    if (room.served.has(outbox)) return;
    room.served.add(outbox);
    this.#native().join(outbox.connection, name);
  }

  /** Looks at the members' buffers at the end of the tick, too: some frameworks fill them only then. */
  #lookAgain(room: Room): void {
    if (this.#written.size === 0) {
      setImmediate(() => {
        for (const { served } of this.#written) for (const outbox of served) outbox.checkLimit();
        this.#written.clear();
      });
    }
    this.#written.add(room);
  }
}
