// What one client got of the messages that its one partner sent to it alone: no room, no seq, the sender's numbers are
// the order (ORDER-2). Each is parsed: no two clients get the same bytes here.
import type { ReadFrame } from '../wires/wire.ts';
import { nickOf, type PayloadHead, payloadHead } from './payload.ts';
import type { SentLog } from './sent-log.ts';
import type { StintTotals } from './stint.ts';

/** The ledger of one addressee. */
export class DirectLedger {
  repeated = 0;
  corrupt = 0;
  strays = 0;
  readonly #sender: number;
  readonly #me: number;
  readonly #sent: SentLog;
  readonly #missing = new Set<number>();
  #changed = 0;
  #next = 0;
  #delivered = 0;
  #outOfOrder = 0;

  /** `sender` is the only one that writes to `me`. */
  constructor(sender: number, me: number, sent: SentLog) {
    this.#sender = sender;
    this.#me = me;
    this.#sent = sent;
  }

  /** Takes a `direct` frame and gives its head where it is a delivery. */
  take(frame: ReadFrame): PayloadHead | undefined {
    const text = typeof frame.text === 'string' ? frame.text : '';
    const head = payloadHead(text);
    if (frame.to !== nickOf(this.#me) || (head !== undefined && head.sender !== this.#sender)) {
      this.strays++;
      return undefined;
    }
    if (head === undefined || frame.from !== nickOf(head.sender) || !this.#sent.wasSent(head, text)) {
      this.corrupt++;
      this.#changed++;
      return undefined;
    }
    const { number } = head;
    if (number < this.#next && !this.#missing.delete(number)) {
      this.repeated++;
      return undefined;
    }
    if (number < this.#next) this.#outOfOrder++;
    for (let skipped = this.#next; skipped < number; skipped++) this.#missing.add(skipped);
    this.#next = Math.max(this.#next, number + 1);
    this.#delivered++;
    return head;
  }

  /** What came of all that was sent. */
  totals(): StintTotals {
    const expected = this.#sent.countOf(this.#sender);
    const lost = Math.max(0, expected - this.#delivered - this.#changed);
    return { expected, delivered: this.#delivered, lost, outOfOrder: this.#outOfOrder };
  }
}
