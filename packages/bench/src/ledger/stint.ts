// One member's time in one room: from which message to which it was there, and what it got of those.
import type { RoomLog } from './room-log.ts';

/** What a member got while it was in a room. */
export interface StintTotals {
  readonly expected: number;
  readonly delivered: number;
  readonly lost: number;
  readonly outOfOrder: number;
}

/** The counts of one stay. */
export class Stint {
  readonly missing = new Set<number>();
  /** Seqs under which something changed came. */
  readonly changed = new Set<number>();
  delivered = 0;
  outOfOrder = 0;
  readonly #log: RoomLog;
  readonly #since: number;
  #to: number | undefined;
  #next = 0;

  /** The first message to come is the one after `since`. */
  constructor(log: RoomLog, since: number) {
    this.#log = log;
    this.#since = since;
  }

  /** The stay is over: the last message of it was `to`, the next to come would have been `next`. */
  end(to: number, next: number): void {
    this.#to = to;
    this.#next = next;
  }

  /** The totals; `next` is what comes next in a stay that is not over. */
  totals(next: number): StintTotals {
    const upTo = this.#to ?? this.#log.expectedSeq;
    const before = this.#to === undefined ? next : this.#next;
    const late = this.#log
      .lateSeqs()
      .filter(
        (seq) => seq > this.#since && seq < before && !this.missing.has(seq) && !this.changed.has(seq),
      ).length;
    const expected = Math.max(0, upTo - this.#since);
    return {
      expected,
      delivered: this.delivered,
      // A number that was never given is missing too (ORDER-1).
      lost: Math.max(this.missing.size, expected - this.delivered - this.changed.size),
      outOfOrder: this.outOfOrder + late,
    };
  }
}
