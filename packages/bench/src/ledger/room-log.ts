// What a room said, by seq: for each message the facts (who, the how-manieth, when due), and the bytes in which
// the first member received it, one after the other. All members of a room are sent the same bytes, so the others'
// are compared with these and parsed only where they differ.
import { nickOf, type PayloadHead, payloadHead } from './payload.ts';
import type { SentLog } from './sent-log.ts';

/** What one entry of a {@link RoomLog} is. */
export const ENTRY = Object.freeze({
  /** A message at its first place. */
  first: 1,
  /** A message that already came under another seq. */
  again: 2,
});

/** What became of an offered entry: `known` and agreeing, now added, or another message than the known one. */
export type Registered = 'known' | 'added' | 'contradicts';

const INITIAL_BYTES = 1 << 16;

/** A growing array of numbers by seq. */
class Column {
  #values: Float64Array<ArrayBuffer> = new Float64Array(256);

  get(seq: number): number {
    return this.#values[seq] ?? 0;
  }

  set(seq: number, value: number): void {
    if (seq >= this.#values.length) {
      const grown = new Float64Array(Math.max(this.#values.length * 2, seq + 1));
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[seq] = value;
  }
}

/** The messages of one room in the order of `seq`, and their bytes. Offsets count from the room's first byte. */
export class RoomLog {
  /** Holds the bytes at offsets from `base` to `end`. */
  bytes: Buffer = Buffer.allocUnsafeSlow(INITIAL_BYTES);
  base = 0;
  end = 0;
  /** The first and the last seq whose bytes are in the log; `last` is `first - 1` while it is empty. */
  readonly name: string;
  readonly first: number;
  last: number;
  /** By seq: ENTRY kind, sender, due and departure in µs, and the offset at which its bytes end. */
  readonly kinds = new Column();
  readonly senders = new Column();
  readonly intended = new Column();
  readonly left = new Column();
  readonly ends = new Column();
  readonly #numbers = new Column();
  readonly sent: SentLog;
  /** Whether any message came under more than one seq. */
  hasRepeats = false;
  readonly #maxBytes: number;
  readonly #seen: Set<number>[] = [];
  #highestSeq = 0;
  #registered = 0;
  #late: readonly number[] | undefined;
  #lateAt = 0;
  /** Called before old bytes are dropped, with the offset that will be the base. */
  onTrim: (base: number) => void = () => {};

  /**
   * `lastSeq` is the room's seq before the first message to judge. Beyond `maxBytes` the older half of the bytes is dropped;
   * members that far behind are parsed instead.
   */
  constructor(name: string, sent: SentLog, maxBytes: number = 64 << 20, lastSeq = 0) {
    this.name = name;
    this.sent = sent;
    this.#maxBytes = maxBytes;
    this.first = lastSeq + 1;
    this.last = lastSeq;
  }

  /** The highest seq that any member of this process was given. */
  get highestSeq(): number {
    return this.#highestSeq;
  }

  /** The seq that the room must have reached, for all that was sent: each message takes one. */
  get expectedSeq(): number {
    return this.first - 1 + this.sent.total;
  }

  /** Offset at which the bytes of `seq` begin. Only for `first` to `last + 1`. */
  startOf(seq: number): number {
    return seq <= this.first ? 0 : this.ends.get(seq - 1);
  }

  /** Tells the log that `seq` carries this message, whose text was found to be as sent. */
  register(seq: number, head: PayloadHead): Registered {
    if (this.kinds.get(seq) !== 0) {
      const isSame = this.senders.get(seq) === head.sender && this.#numbers.get(seq) === head.number;
      return isSame ? 'known' : 'contradicts';
    }
    this.senders.set(seq, head.sender);
    this.#numbers.set(seq, head.number);
    this.intended.set(seq, this.sent.intendedMicros(head));
    this.left.set(seq, this.sent.leftMicros(head));
    this.kinds.set(seq, this.#kindOf(head));
    this.#highestSeq = Math.max(this.#highestSeq, seq);
    this.#registered++;
    return 'added';
  }

  /** Which message stands at `seq`; `undefined` where none was seen. */
  at(seq: number): { sender: number; number: number } | undefined {
    if (this.kinds.get(seq) === 0) return undefined;
    return { sender: this.senders.get(seq), number: this.#numbers.get(seq) };
  }

  /** How many of a history's messages are others than those that were delivered under their seqs. */
  contradictions(messages: readonly { seq?: unknown; text?: unknown; from?: unknown }[]): number {
    return messages.filter(({ seq, text, from }) => {
      const known = typeof seq === 'number' ? this.at(seq) : undefined;
      // What was said while nobody here was in the room cannot be judged.
      if (known === undefined) return typeof seq !== 'number';
      const head = typeof text === 'string' ? payloadHead(text) : undefined;
      const isSame = head?.sender === known.sender && head.number === known.number;
      return !isSame || from !== nickOf(known.sender) || !this.sent.wasSent(head, text as string);
    }).length;
  }

  /**
   * Leaves out the bytes up to `seq`, which nobody here has received. Only while no member here is in the room: whoever
   * is behind would take what was left out for received.
   */
  skipTo(seq: number): void {
    for (let skipped = this.last + 1; skipped <= seq; skipped++) this.ends.set(skipped, this.end);
    this.last = Math.max(this.last, seq);
  }

  /** Adds the bytes of `seq`, which must be `last + 1` and registered. */
  append(seq: number, source: Buffer, start: number, end: number): void {
    const size = end - start;
    this.#makeRoom(size);
    source.copy(this.bytes, this.end - this.base, start, end);
    this.end += size;
    this.ends.set(seq, this.end);
    this.last = seq;
  }

  /**
   * The seqs of messages that stand after a later one of the same sender (ORDER-2). Known only at the end: members hurt
   * by other faults may tell of high seqs first.
   */
  lateSeqs(): readonly number[] {
    if (this.#late !== undefined && this.#lateAt === this.#registered) return this.#late;
    const highest: number[] = [];
    const late: number[] = [];
    for (let seq = this.first; seq <= this.#highestSeq; seq++) {
      if (this.kinds.get(seq) !== ENTRY.first) continue;
      const sender = this.senders.get(seq);
      const number = this.#numbers.get(seq);
      if (number < (highest[sender] ?? -1)) late.push(seq);
      else highest[sender] = number;
    }
    this.#late = late;
    this.#lateAt = this.#registered;
    return late;
  }

  #kindOf({ sender, number }: PayloadHead): number {
    this.#seen[sender] ??= new Set();
    const seen = this.#seen[sender];
    if (seen.has(number)) {
      this.hasRepeats = true;
      return ENTRY.again;
    }
    seen.add(number);
    return ENTRY.first;
  }

  #makeRoom(size: number): void {
    const used = this.end - this.base;
    if (used + size <= this.bytes.length) return;
    if (this.bytes.length * 2 <= this.#maxBytes) {
      const grown = Buffer.allocUnsafeSlow(this.bytes.length * 2);
      this.bytes.copy(grown, 0, 0, used);
      this.bytes = grown;
      return;
    }
    const base = this.end - Math.floor(used / 2);
    this.onTrim(base);
    this.bytes.copyWithin(0, base - this.base, used);
    this.base = base;
  }
}
