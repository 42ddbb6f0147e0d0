// How one room tells who is there (ROOM-8): each coming and going in a small room, its size alone in a big one.
import type { LeaveReason, PresenceMode } from '@hubbub/protocol';
import type { ChatPorts } from './ports.ts';

const ROOM_SIZE_INTERVAL_MS = 1_000;

/** The presence of one room. It is told of each change and publishes what the members have to know. */
export class Presence {
  readonly #room: string;
  readonly #ports: ChatPorts;
  readonly #size: () => number;
  #mode: PresenceMode = 'each';
  /** Set while `room_size` must wait because the size was told less than a second ago. */
  #cancel: (() => void) | undefined;
  #isStale = false;

  constructor(room: string, ports: ChatPorts, size: () => number) {
    this.#room = room;
    this.#ports = ports;
    this.#size = size;
  }

  /** How the room tells presence now (`joined.presence`). */
  get mode(): PresenceMode {
    return this.#mode;
  }

  /** Tells the others of a newcomer, who is counted already but gets nothing of the room yet. */
  coming(nick: string): void {
    if (this.#mode === 'size') return;
    const limit = this.#ports.limits.presenceMembers;
    if (limit > 0 && this.#size() > limit) this.#become('size');
    else this.#ports.fanout.publish(this.#room, { type: 'member_joined', room: this.#room, nick });
  }

  /** The newcomer has its `joined`; where sizes are told it is a change that the newcomer hears of too. */
  came(): void {
    if (this.#mode === 'size') this.#sizeChanged();
  }

  /** Tells the rest of one who left and is counted no more. */
  went(nick: string, reason: LeaveReason): void {
    const members = this.#size();
    if (this.#mode === 'each') {
      this.#ports.fanout.publish(this.#room, { type: 'member_left', room: this.#room, nick, reason });
    } else if (members * 2 <= this.#ports.limits.presenceMembers) this.#become('each');
    else this.#sizeChanged();
  }

  #stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#isStale = false;
  }

  #become(mode: PresenceMode): void {
    this.#stop();
    this.#mode = mode;
    const members = this.#size();
    this.#ports.fanout.publish(this.#room, { type: 'presence', room: this.#room, mode, members });
    if (mode === 'size') this.#pause();
  }

  #sizeChanged(): void {
    if (this.#cancel !== undefined) {
      this.#isStale = true;
      return;
    }
    const members = this.#size();
    this.#ports.fanout.publish(this.#room, { type: 'room_size', room: this.#room, members });
    this.#pause();
  }

  #pause(): void {
    this.#cancel = this.#ports.schedule(ROOM_SIZE_INTERVAL_MS, () => {
      this.#cancel = undefined;
      if (!this.#isStale) return;
      this.#isStale = false;
      this.#sizeChanged();
    });
  }
}
