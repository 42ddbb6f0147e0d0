// The replies to one room's messages (`said`): each message has to be acknowledged once, with the seq under which the
// members got it. What acknowledges and does not deliver is found out here.
import type { ReadFrame } from '../wires/wire.ts';
import type { RoomLog } from './room-log.ts';

/** What became of the acknowledgements. */
export interface AckTotals {
  readonly acked: number;
  /** Messages that were sent and never acknowledged. */
  readonly missing: number;
  /** Acknowledged under a seq at which the members got another message, or none; or twice. */
  readonly wrong: number;
}

/** The `ref` of a message. */
export function refOf(sender: number, number: number): string {
  return `${sender}:${number}`;
}

/** All acknowledgements of one room's senders in this process. */
export class AckBook {
  /** The highest seq that was acknowledged. */
  highestSeq = 0;
  readonly #seqs = new Map<string, number>();
  #wrong = 0;

  /** Takes a `said`. */
  take(frame: ReadFrame): void {
    const { ref, seq } = frame;
    if (typeof ref !== 'string' || this.#seqs.has(ref) || frame.duplicate === true) {
      this.#wrong++;
      return;
    }
    const number = typeof seq === 'number' ? seq : 0;
    this.#seqs.set(ref, number);
    this.highestSeq = Math.max(this.highestSeq, number);
  }

  /** The totals, held against what the members got; without a log (`direct` has no seq) replies are counted alone. */
  totals(sent: number, log: RoomLog | undefined): AckTotals {
    let wrong = this.#wrong;
    if (log !== undefined) {
      for (const [ref, seq] of this.#seqs) {
        const message = log.at(seq);
        if (message === undefined || refOf(message.sender, message.number) !== ref) wrong++;
      }
    }
    return { acked: this.#seqs.size, missing: Math.max(0, sent - this.#seqs.size), wrong };
  }
}
