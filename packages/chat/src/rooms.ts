// The rooms that are open in this process: opened by the first who wants in, closed after the last. What the
// log keeps of a room outlives this.
import type { LeaveReason } from '@hubbub/protocol';
import type { ChatPorts, Outlet } from './ports.ts';
import { Room } from './room.ts';
import { SortedList } from './sorted-list.ts';

interface Opened {
  readonly room: Room;
  /** Members and joins under way; at 0 the room closes. */
  holds: number;
  /** Who waits for the log to say where the room stands; absent once it has. */
  waiting: (() => void)[] | undefined;
}

/** All rooms of one chat. */
export class Rooms {
  /** The names of rooms with members, in order (WHO-2). */
  readonly names = new SortedList();
  readonly #ports: ChatPorts;
  readonly #opened = new Map<string, Opened>();

  constructor(ports: ChatPorts) {
    this.#ports = ports;
  }

  /** The room of this name where it is open. */
  get(name: string): Room | undefined {
    return this.#opened.get(name)?.room;
  }

  /** Opens a room, or joins those in it; each call is matched by one {@link release}. */
  hold(name: string, done: (room: Room) => void): void {
    const opened = this.#opened.get(name) ?? this.#open(name);
    opened.holds++;
    if (opened.waiting === undefined) done(opened.room);
    else opened.waiting.push(() => done(opened.room));
  }

  /** Gives up one hold; the last one closes the room. */
  release(name: string): void {
    const opened = this.#opened.get(name);
    if (opened === undefined || --opened.holds > 0) return;
    this.#opened.delete(name);
    this.#ports.log.occupied(name, false);
  }

  /** Turns a hold into a member (ROOM-3). */
  add(room: Room, nick: string, outlet: Outlet): void {
    if (room.nicks.size === 0) this.names.add(room.name);
    room.add(nick, outlet);
  }

  /** Takes out a member, muted before, and gives up its hold. */
  remove(room: Room, nick: string, reason: LeaveReason): void {
    room.remove(nick, reason);
    if (room.nicks.size === 0) this.names.remove(room.name);
    this.release(room.name);
  }

  #open(name: string): Opened {
    const opened: Opened = { room: new Room(name, this.#ports), holds: 0, waiting: [] };
    this.#opened.set(name, opened);
    this.#ports.log.occupied(name, true);
    this.#ports.log.lastSeq(name, (seq) => {
      opened.room.startAt(seq);
      const waiting = opened.waiting ?? [];
      opened.waiting = undefined;
      for (const go of waiting) go();
    });
    return opened;
  }
}
