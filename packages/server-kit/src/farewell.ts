// What follows the decision to close: a peer that lets us wait is dropped, so that no ended connection lives on.
import type { Deadline, Deadlines } from './deadlines.ts';

/** How long a peer may take nothing of what is left for it. */
const QUIET_GRACE_MS = 5_000;
/** How long a peer that was refused or evicted has to read why. */
const SHORT_GRACE_MS = 1_000;

/** Drops a peer once a grace has passed in which it took nothing. */
export class Farewell implements Deadline {
  readonly #deadlines: Deadlines;
  readonly #abort: () => void;
  readonly #taken: (() => number) | undefined;
  #takenBefore: number;

  /** `taken`: bytes that the peer took so far. Without it the grace is short and not renewed. */
  constructor(deadlines: Deadlines, nowMs: number, abort: () => void, taken?: () => number) {
    this.#deadlines = deadlines;
    this.#abort = abort;
    this.#taken = taken;
    this.#takenBefore = taken?.() ?? 0;
    this.#wait(nowMs);
  }

  due(nowMs: number): void {
    const taken = this.#taken?.() ?? 0;
    if (taken <= this.#takenBefore) this.#abort();
    else {
      this.#takenBefore = taken;
      this.#wait(nowMs);
    }
  }

  /** The transport is gone. */
  stop(): void {
    this.#deadlines.clear(this);
  }

  #wait(nowMs: number): void {
    this.#deadlines.set(this, nowMs + (this.#taken === undefined ? SHORT_GRACE_MS : QUIET_GRACE_MS));
  }
}
