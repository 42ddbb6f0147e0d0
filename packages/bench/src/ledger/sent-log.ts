// What was sent: for each sender, when each of its messages was due and when it left. The truth that
// every delivery is held against.
import { type PayloadHead, payloadText } from './payload.ts';

/** A sender's messages by number; both times in microseconds on the generator's clock. */
interface SenderLog {
  readonly intended: number[];
  readonly left: number[];
}

/** The record of everything sent into one room. */
export class SentLog {
  readonly textBytes: number;
  readonly #senders: SenderLog[] = [];
  #sent = 0;

  constructor(senders: number, textBytes: number) {
    this.textBytes = textBytes;
    for (let i = 0; i < senders; i++) this.#senders.push({ intended: [], left: [] });
  }

  /** Messages sent so far. */
  get sent(): number {
    return this.#sent;
  }

  /** Records one message and gives its text. */
  add(sender: number, intendedMicros: number, leftMicros: number): string {
    const log = this.#of(sender);
    const number = log.intended.length;
    log.intended.push(intendedMicros);
    log.left.push(leftMicros);
    this.#sent++;
    return payloadText({ sender, number, intendedMicros }, this.textBytes);
  }

  /** Whether exactly this text was sent. */
  wasSent(head: PayloadHead, text: string): boolean {
    const intended = this.#senders[head.sender]?.intended[head.number];
    return intended === head.intendedMicros && text === payloadText(head, this.textBytes);
  }

  /** When the message left the generator, in microseconds. */
  leftMicros(sender: number, number: number): number {
    return this.#of(sender).left[number] ?? 0;
  }

  #of(sender: number): SenderLog {
    const log = this.#senders[sender];
    if (log === undefined) throw new RangeError(`no sender ${sender}`);
    return log;
  }
}
