// What one member got, exactly: delivered, repeated, out of order, corrupt; what is missing is lost. Bytes that equal
// the room's log are counted at the speed of memcmp; the first byte that differs leads to the frame and its parse.
import type { ReadFrame, Scanner, Wire } from '../wires/wire.ts';
import { payloadHead } from './payload.ts';
import { ENTRY, type RoomLog } from './room-log.ts';
import type { SentLog } from './sent-log.ts';

const NOTHING: Buffer = Buffer.alloc(0);

/** What a member's ledger tells while it reads. */
export interface MemberEvents {
  /** The wire's own handshake is done. */
  open(): void;
  /** A message came for the first time. `seq` leads to its times in the room's log. */
  delivered(seq: number): void;
  /** A frame that is no message of the room. */
  frame(frame: ReadFrame): void;
  /** The wire asks for this to be written. */
  reply(bytes: Buffer): void;
  /** The peer closes. */
  ended(): void;
}

/** What one member got, of all that was sent. */
export interface MemberTotals {
  readonly delivered: number;
  readonly lost: number;
  readonly repeated: number;
  readonly outOfOrder: number;
  readonly corrupt: number;
}

/** The ledger of one member of one room. */
export class MemberLedger {
  /** Messages that were parsed, not compared: the price of differing bytes. */
  parsed = 0;
  readonly #room: string;
  readonly #log: RoomLog;
  readonly #sent: SentLog;
  readonly #wire: Wire;
  readonly #scanner: Scanner;
  readonly #events: MemberEvents;
  readonly #missing = new Set<number>();
  /** Seqs under which something changed came. */
  readonly #changed = new Set<number>();
  #next: number;
  /** Offset in the log up to which this member's bytes are known to be equal, from a frame's start on. */
  #cursor: number;
  /** Bytes from a frame's start that are not (any more) in the log. */
  #carry = NOTHING;
  #delivered = 0;
  #repeated = 0;
  #outOfOrder = 0;
  #corrupt = 0;
  #isOver = false;

  /** For a member from its connection's first byte on; the log may not grow before it has joined. */
  constructor(room: string, log: RoomLog, sent: SentLog, wire: Wire, scanner: Scanner, events: MemberEvents) {
    this.#room = room;
    this.#log = log;
    this.#sent = sent;
    this.#wire = wire;
    this.#scanner = scanner;
    this.#events = events;
    this.#next = log.last + 1;
    this.#cursor = log.end;
  }

  /** Takes what one read gave. The bytes may be overwritten afterwards. */
  receive(chunk: Buffer, length: number): void {
    let bytes = chunk;
    let to = length;
    if (this.#carry.length > 0) {
      bytes = Buffer.concat([this.#carry, chunk.subarray(0, length)]);
      to = bytes.length;
      this.#carry = NOTHING;
    }
    let from = 0;
    while (!this.#isOver) {
      from = this.#match(bytes, from, to);
      if (from === to) return;
      const partial = this.#cursor - this.#frameStart();
      if (partial > 0 && this.#isInStep()) {
        // The bytes went with the log for part of a frame: look at the whole frame.
        this.#cursor -= partial;
        if (partial <= from) {
          from -= partial;
        } else {
          const before = this.#cursor - this.#log.base;
          const head = this.#log.bytes.subarray(before, before + partial - from);
          bytes = Buffer.concat([head, bytes.subarray(0, to)]);
          to = bytes.length;
          from = 0;
        }
      }
      const begin = from;
      from = this.#scan(bytes, from, to);
      if (from === begin) {
        this.#carry = Buffer.from(bytes.subarray(from, to));
        return;
      }
    }
  }

  /** Keeps what the log is about to drop. For {@link RoomLog.onTrim}. */
  trimmed(base: number): void {
    const start = this.#frameStart();
    if (!this.#isInStep() || start >= base || this.#cursor === start || this.#carry.length > 0) return;
    const at = start - this.#log.base;
    this.#carry = Buffer.from(this.#log.bytes.subarray(at, at + this.#cursor - start));
    this.#cursor = start;
  }

  /**
   * The totals, for the room's {@link RoomLog.lateSeqs}. A message that came changed in its place is corrupt, not lost; a
   * frame that cannot be read at all is corrupt, and the message that did not come is lost.
   */
  totals(lateSeqs: readonly number[]): MemberTotals {
    const late = lateSeqs.filter(
      (seq) => seq < this.#next && !this.#missing.has(seq) && !this.#changed.has(seq),
    );
    return {
      delivered: this.#delivered,
      lost: Math.max(0, this.#sent.sent - this.#delivered - this.#changed.size),
      repeated: this.#repeated,
      outOfOrder: this.#outOfOrder + late.length,
      corrupt: this.#corrupt,
    };
  }

  /** Whether the log holds the bytes up to this member's next message, so that the cursor has a meaning. */
  #isInStep(): boolean {
    return this.#next - 1 <= this.#log.last;
  }

  #frameStart(): number {
    return this.#log.startOf(Math.min(this.#next, this.#log.last + 1));
  }

  /** Compares with the log and gives how far the bytes agree, in whole frames but for the last. */
  #match(bytes: Buffer, from: number, to: number): number {
    const log = this.#log;
    if (!this.#isInStep()) return from;
    // It was ahead of the log, which has caught up since.
    this.#cursor = Math.max(this.#cursor, this.#frameStart());
    const available = log.end - this.#cursor;
    if (available <= 0 || this.#cursor < log.base) return from;
    const size = Math.min(available, to - from);
    const at = this.#cursor - log.base;
    if (log.bytes.compare(bytes, from, from + size, at, at + size) === 0) {
      this.#advance(this.#cursor + size);
      return from + size;
    }
    let position = from;
    for (;;) {
      const end = log.ends.get(this.#next);
      const rest = end - this.#cursor;
      if (rest > to - position || this.#next > log.last) return position;
      const begin = this.#cursor - log.base;
      if (log.bytes.compare(bytes, position, position + rest, begin, begin + rest) !== 0) return position;
      this.#advance(end);
      position += rest;
    }
  }

  #advance(cursor: number): void {
    const log = this.#log;
    this.#cursor = cursor;
    while (this.#next <= log.last && log.ends.get(this.#next) <= cursor) {
      this.#count(this.#next);
      this.#next++;
    }
  }

  #count(seq: number): void {
    if (this.#log.kinds.get(seq) === ENTRY.again) {
      this.#repeated++;
      return;
    }
    this.#delivered++;
    this.#events.delivered(seq);
  }

  /** One unit the slow way; gives where the next begins, or `from` where it is not whole. */
  #scan(bytes: Buffer, from: number, to: number): number {
    const scanner = this.#scanner;
    switch (scanner.scan(bytes, from, to)) {
      case 'incomplete':
        return from;
      case 'frame': {
        const { next } = scanner;
        this.#read(bytes.toString('utf8', scanner.start, scanner.end), bytes, from, next);
        return next;
      }
      case 'open':
        this.#events.open();
        return scanner.next;
      case 'reply':
        this.#events.reply(scanner.reply);
        return scanner.next;
      case 'end':
        this.#isOver = true;
        this.#events.ended();
        return scanner.next;
      case 'broken':
        // After bytes that are no frame nothing can be told apart any more.
        this.#corrupt++;
        this.#isOver = true;
        this.#events.ended();
        return to;
      default:
        return scanner.next;
    }
  }

  #read(json: string, bytes: Buffer, from: number, to: number): void {
    const frame = this.#wire.decode(json);
    if (frame === undefined) this.#corrupt++;
    else if (frame.type !== 'message') this.#events.frame(frame);
    else this.#message(frame, bytes, from, to);
  }

  #message(frame: ReadFrame, bytes: Buffer, from: number, to: number): void {
    this.parsed++;
    const { seq, text } = frame;
    // Far beyond all that was sent it is no seq; taken for one it would cost a long list of missing ones.
    const highest = this.#log.first + 2 * this.#sent.sent;
    if (typeof seq !== 'number' || !Number.isInteger(seq) || seq < 1 || seq > highest) {
      this.#corrupt++;
      return;
    }
    const head = typeof text === 'string' ? payloadHead(text) : undefined;
    const isIntact =
      head !== undefined &&
      frame.room === this.#room &&
      frame.from === nickOf(head.sender) &&
      this.#sent.wasSent(head, text as string) &&
      this.#log.register(seq, head) !== 'contradicts';
    if (isIntact && seq === this.#log.last + 1) this.#log.append(seq, bytes, from, to);
    this.#place(seq, isIntact);
  }

  /** Puts a parsed message where it belongs in this member's own order. */
  #place(seq: number, isIntact: boolean): void {
    if (seq < this.#next && !this.#missing.delete(seq)) {
      this.#repeated++;
      return;
    }
    if (seq < this.#next) this.#outOfOrder++;
    for (let skipped = this.#next; skipped < seq; skipped++) this.#missing.add(skipped);
    this.#next = Math.max(this.#next, seq + 1);
    this.#cursor = this.#frameStart();
    if (isIntact) {
      this.#count(seq);
      return;
    }
    this.#corrupt++;
    this.#changed.add(seq);
  }
}

/** The nick of the generator's client with this index. */
export function nickOf(index: number): string {
  return `member-${index}`;
}
