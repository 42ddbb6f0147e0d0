// One client of the chat: its nick, its rooms, what it waits for, and how it goes. What its requests do is in
// requests/; how bytes reach it is its outlet's.
import { errorFrame, type LeaveReason, type ServerFrame, type WireErrorCode } from '@hubbub/protocol';
import type { EndDetails, NickHolder, Outlet } from './ports.ts';
import type { Room } from './room.ts';
import type { World } from './world.ts';

/** The state of one client, and the holder of its nick. */
export class Client implements NickHolder {
  readonly outlet: Outlet;
  readonly rooms = new Map<string, Room>();
  isWelcomed = false;
  token = '';
  nick = '';
  /** The nick's key (NICK-2). */
  key = '';
  readonly #world: World;
  readonly #onIdle: () => void;
  #waitsFor = 0;
  #isOver = false;
  #leavesFor: LeaveReason | undefined;

  constructor(world: World, outlet: Outlet, onIdle: () => void) {
    this.#world = world;
    this.outlet = outlet;
    this.#onIdle = onIdle;
  }

  /** Whether a port still owes an answer. */
  get isBusy(): boolean {
    return this.#waitsFor > 0;
  }

  /** Whether nothing more is to be taken from this client or said to it. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /**
   * Asks a port and goes on with its answer, at once or later; until then the client is busy (ORDER-2). A client
   * that went away meanwhile leaves after the answer, so what it had sent comes before (SAY-7).
   */
  ask<T>(question: (done: (answer: T) => void) => void, goOn: (answer: T) => void): void {
    let isLate = false;
    this.#waitsFor++;
    question((answer) => {
      goOn(answer);
      if (--this.#waitsFor > 0) return;
      if (this.#leavesFor !== undefined) this.#leave(this.#leavesFor);
      else if (isLate && !this.#isOver) this.#onIdle();
    });
    isLate = true;
  }

  /** Answers a request; a client that is over, or went away while a port was asked, hears nothing. */
  reply(frame: ServerFrame): void {
    if (!this.#isOver) this.outlet.send(frame);
  }

  /** Refuses a request; the connection stays. */
  refuse(code: WireErrorCode, request: { readonly ref?: string }): void {
    // Only `unavailable` passes by itself, so only there a time to come back means something (CLU-3).
    const retryAfterMs = code === 'unavailable' ? this.#world.ports.limits.retryAfterMs : undefined;
    this.reply(errorFrame(code, { ref: request.ref, retryAfterMs }));
  }

  /** Ends the connection with a fatal error; the rooms are left when it is known to be closed. */
  end(code: WireErrorCode, details?: EndDetails): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.outlet.end(code, details);
  }

  /** Leaves all rooms, once, and frees the nick; after the answer that a port still owes. */
  depart(reason: LeaveReason): void {
    this.#isOver = true;
    if (this.#leavesFor !== undefined) return;
    this.#leavesFor = reason;
    for (const room of this.rooms.values()) room.mute(this.outlet);
    if (!this.isBusy) this.#leave(reason);
  }

  /** Another connection took the nick: the old one is told and leaves (NICK-5). */
  replaced(): void {
    if (this.isBusy) this.#world.departures.begin(this.key);
    this.end('replaced');
    this.depart('replaced');
  }

  #leave(reason: LeaveReason): void {
    const { rooms, clients, departures, ports } = this.#world;
    for (const room of this.rooms.values()) rooms.remove(room, this.nick, reason);
    this.rooms.clear();
    if (!this.isWelcomed) return; // a nick claimed meanwhile is given back by what claimed it
    clients.delete(this);
    ports.directory.release(this.key, this);
    departures.end(this.key);
  }
}
