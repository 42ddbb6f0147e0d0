// Heartbeat and idle drop of one client (LIVE-1), with no timer of its own and no work for a frame that comes.
import type { Limits } from '@hubbub/protocol';
import type { Deadline, Deadlines } from './deadlines.ts';

/** What liveness asks of the connection. */
export interface LivenessOwner {
  /** Sends the server's `ping` frame (LIVE-2). */
  sendPing(): void;
  /** Nothing came for too long. */
  idle(): void;
  /**
   * Bytes that the peer took from us, while it is we who do not read; otherwise `undefined`. A peer that takes
   * bytes lives, though we cannot hear it (FLOW-2).
   */
  takenWhilePaused(): number | undefined;
}

/** Watches one client's silence. */
export class Liveness implements Deadline {
  readonly #owner: LivenessOwner;
  readonly #deadlines: Deadlines;
  readonly #heartbeatMs: number;
  readonly #idleMs: number;
  #heardMs: number;
  #pingedMs: number;
  #taken: number | undefined;

  constructor(owner: LivenessOwner, deadlines: Deadlines, limits: Limits, nowMs: number) {
    this.#owner = owner;
    this.#deadlines = deadlines;
    this.#heartbeatMs = limits.heartbeatMs;
    this.#idleMs = limits.idleTimeoutMs;
    this.#heardMs = nowMs;
    this.#pingedMs = nowMs;
    this.#wait();
  }

  /** Something came at this time. */
  heard(nowMs: number): void {
    this.#heardMs = nowMs;
  }

  /** Stops watching. */
  stop(): void {
    this.#deadlines.clear(this);
  }

  due(nowMs: number): void {
    const taken = this.#owner.takenWhilePaused();
    if (taken !== undefined && this.#taken !== undefined && taken > this.#taken) this.#heardMs = nowMs;
    this.#taken = taken;
    if (nowMs >= this.#heardMs + this.#idleMs) {
      this.#owner.idle();
      return;
    }
    if (nowMs >= this.#nextPingMs()) {
      this.#pingedMs = nowMs;
      this.#owner.sendPing();
    }
    this.#wait();
  }

  #nextPingMs(): number {
    return Math.max(this.#heardMs, this.#pingedMs) + this.#heartbeatMs;
  }

  #wait(): void {
    this.#deadlines.set(this, Math.min(this.#nextPingMs(), this.#heardMs + this.#idleMs));
  }
}
