// One room that has, or is about to have, members in this process. The log numbers its messages, the fan-out
// reaches its members; the room only knows who they are and how far its messages have come.
import type { LeaveReason } from '@hubbub/protocol';
import type { ChatPorts, LogEntry, Outlet } from './ports.ts';
import { Presence } from './presence.ts';
import { SortedList } from './sorted-list.ts';

/** One room of the chat. */
export class Room {
  readonly name: string;
  /** The members' nicks, in order (WHO-2). */
  readonly nicks = new SortedList();
  /** Where the members can be told what several rooms share (a rename, NICK-4). */
  readonly outlets = new Set<Outlet>();
  readonly presence: Presence;
  readonly #ports: ChatPorts;
  /** Joins that wait for the log to answer for the messages before them. */
  readonly #tails = new Set<LogEntry[]>();
  #seq = 0;

  constructor(name: string, ports: ChatPorts) {
    this.name = name;
    this.#ports = ports;
    this.presence = new Presence(name, ports, () => this.nicks.size);
  }

  /** The last `seq` that the members have, or were told of as past (`joined.seq`). */
  get seq(): number {
    return this.#seq;
  }

  /** The log's word on the last `seq`; what came back from it meanwhile may be ahead of the answer. */
  startAt(lastSeq: number): void {
    this.#seq = Math.max(this.#seq, lastSeq);
  }

  /** Hands a message that came back from the log to every member, once and in `seq` order (SAY-1, ORDER-1). */
  deliver(entry: LogEntry): void {
    if (entry.seq <= this.#seq) return;
    this.#seq = entry.seq;
    for (const tail of this.#tails) tail.push(entry);
    this.#ports.fanout.publish(this.name, messageFrame(this.name, entry));
  }

  /** Collects what is delivered from now until {@link endTail}: the seam between replay and live (HIST-2). */
  startTail(): LogEntry[] {
    const tail: LogEntry[] = [];
    this.#tails.add(tail);
    return tail;
  }

  /** Stops collecting. */
  endTail(tail: LogEntry[]): void {
    this.#tails.delete(tail);
  }

  /** Takes a member in: the others are told first, then it gets what is published (ROOM-3). */
  add(nick: string, outlet: Outlet): void {
    this.nicks.add(nick);
    this.presence.coming(nick);
    this.#ports.fanout.join(this.name, outlet);
    this.outlets.add(outlet);
  }

  /** From now on this member gets nothing of the room, though it still counts as there. */
  mute(outlet: Outlet): void {
    this.#ports.fanout.leave(this.name, outlet);
    this.outlets.delete(outlet);
  }

  /** Takes a muted member out and tells the rest. */
  remove(nick: string, reason: LeaveReason): void {
    this.nicks.remove(nick);
    this.presence.went(nick, reason);
  }

  /** A member has another nick now; telling it is the caller's, since rooms share it (NICK-4). */
  rename(from: string, to: string): void {
    this.nicks.remove(from);
    this.nicks.add(to);
  }
}

/** The `message` frame of an entry (§6). */
export function messageFrame(room: string, { seq, id, from, text, at }: LogEntry) {
  return id === undefined
    ? ({ type: 'message', room, seq, from, text, at } as const)
    : ({ type: 'message', room, seq, id, from, text, at } as const);
}
