// What was sent into one room: for each sender of this process, when each of its messages was due and when it left. The
// truth that every delivery is held against; what other processes of the run have sent is known by its number alone.
import { type PayloadHead, payloadText } from './payload.ts';

/** A sender's messages by number; both times in microseconds on the generator's clock. */
interface SenderLog {
  readonly intended: number[];
  readonly left: number[];
}

/** The record of everything sent into one room. */
export class SentLog {
  readonly textBytes: number;
  /** Messages that other processes sent into this room; told once all have stopped sending. */
  elsewhere = 0;
  /** Whether senders that this process does not have may speak. */
  readonly #hasOthers: boolean;
  readonly #senders = new Map<number, SenderLog>();
  #sent = 0;

  constructor(textBytes: number, hasOthers = false) {
    this.textBytes = textBytes;
    this.#hasOthers = hasOthers;
  }

  /** Messages sent from here so far. */
  get sent(): number {
    return this.#sent;
  }

  /** Messages sent so far, as far as is known. */
  get total(): number {
    return this.#sent + this.elsewhere;
  }

  /** The highest `seq` that can be believed before all is known: what is beyond it is no seq. */
  get plausible(): number {
    return this.#hasOthers ? Number.MAX_SAFE_INTEGER : 2 * this.#sent;
  }

  /** Messages that one sender of this process has sent. */
  countOf(sender: number): number {
    return this.#senders.get(sender)?.intended.length ?? 0;
  }

  /** Records one message and gives its text. */
  add(sender: number, intendedMicros: number, leftMicros: number): string {
    let log = this.#senders.get(sender);
    if (log === undefined) {
      log = { intended: [], left: [] };
      this.#senders.set(sender, log);
    }
    const number = log.intended.length;
    log.intended.push(intendedMicros);
    log.left.push(leftMicros);
    this.#sent++;
    const slipMicros = Math.max(0, leftMicros - intendedMicros);
    return payloadText({ sender, number, intendedMicros, slipMicros }, this.textBytes);
  }

  /** Whether exactly this text was sent. Of another process's sender: whether it may have been. */
  wasSent(head: PayloadHead, text: string): boolean {
    const { sender, number } = head;
    const log = this.#senders.get(sender);
    if (log === undefined) return this.#hasOthers && text === payloadText(head, this.textBytes);
    const intendedMicros = log.intended[number];
    if (intendedMicros === undefined) return false;
    const slipMicros = Math.max(0, (log.left[number] ?? 0) - intendedMicros);
    return text === payloadText({ sender, number, intendedMicros, slipMicros }, this.textBytes);
  }

  /** When the message was due, in microseconds; -1 where that is not known. */
  intendedMicros({ sender, number, intendedMicros }: PayloadHead): number {
    return this.#senders.get(sender)?.intended[number] ?? intendedMicros;
  }

  /** When the message left the generator, in microseconds; -1 where that is not known. */
  leftMicros({ sender, number, intendedMicros, slipMicros }: PayloadHead): number {
    const left = this.#senders.get(sender)?.left[number];
    return left ?? (intendedMicros < 0 ? -1 : intendedMicros + slipMicros);
  }
}
