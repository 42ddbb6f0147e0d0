// What one member got, exactly: delivered, repeated, out of order, corrupt; what is missing is lost. Bytes that equal
// the room's log are counted at the speed of memcmp; the first byte that differs leads to the frame and its parse.
import type { ReadFrame, Scanner, Wire } from '../wires/wire.ts';
import { nickOf, payloadHead } from './payload.ts';
import { ENTRY, type RoomLog } from './room-log.ts';
import { Stint, type StintTotals } from './stint.ts';

const NOTHING: Buffer = Buffer.alloc(0);
/** More missing messages in a row than this, and the number is no seq. */
const MAX_GAP = 1_000_000;

/** What a member's ledger tells while it reads. */
export interface MemberEvents {
  /** The wire's own handshake is done. */
  open(): void;
  /** Messages `from` to `to` (both included) came for the first time; their seqs lead to their times in the log. */
  delivered(log: RoomLog, from: number, to: number): void;
  /** A frame that is no message of the room. */
  frame(frame: ReadFrame): void;
  /** The wire asks for this to be written. */
  reply(bytes: Buffer): void;
  /** The peer closes. */
  ended(): void;
}

/** What one member got, of all that it had to get. */
export interface MemberTotals extends StintTotals {
  readonly repeated: number;
  readonly corrupt: number;
  /** Messages of rooms that it was not in. */
  readonly strays: number;
}

/** The ledger of one member, in one room at a time. */
export class MemberLedger {
  /** Messages that were parsed, not compared: the price of differing bytes. */
  parsed = 0;
  readonly #wire: Wire;
  readonly #events: MemberEvents;
  readonly #past: Stint[] = [];
  #scanner: Scanner;
  #log: RoomLog;
  #stint: Stint | undefined;
  #next: number;
  /** Offset in the log up to which this member's bytes are known to be equal, from a frame's start on. */
  #cursor: number;
  /** Bytes from a frame's start that are not (any more) in the log. */
  #carry = NOTHING;
  #repeated = 0;
  #corrupt = 0;
  #strays = 0;
  #isOver = false;

  /** For a member from its connection's first byte on; `log` is that of the first room it will join, still empty. */
  constructor(log: RoomLog, wire: Wire, scanner: Scanner, events: MemberEvents) {
    this.#log = log;
    this.#wire = wire;
    this.#scanner = scanner;
    this.#events = events;
    this.#next = log.last + 1;
    this.#cursor = log.end;
    this.#stint = new Stint(log, log.last);
  }

  /** The room that it is in. */
  get log(): RoomLog {
    return this.#log;
  }

  /** The last seq that it was given, or knows of, in its room. */
  get lastSeq(): number {
    return this.#next - 1;
  }

  /** It is in this room from now on: the first message to come is the one after `since`. */
  enter(log: RoomLog, since: number): void {
    this.#log = log;
    this.#stint = new Stint(log, since);
    this.#next = since + 1;
    this.#cursor = this.#frameStart();
  }

  /** It has left its room, or lost its connection; it must have got all up to `mustHave`, and what it got beyond counts. */
  leave(mustHave: number): void {
    if (this.#stint === undefined) return;
    this.#stint.end(Math.max(mustHave, this.#next - 1), this.#next);
    this.#past.push(this.#stint);
    this.#stint = undefined;
  }

  /** Begins with a new connection's bytes. */
  reconnect(scanner: Scanner): void {
    this.#scanner = scanner;
    this.#carry = NOTHING;
    this.#isOver = false;
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
   * The totals. A message that came changed in its place is corrupt, not lost; a frame that cannot be read at all is
   * corrupt, and the message that did not come is lost.
   */
  totals(): MemberTotals {
    const sum = { expected: 0, delivered: 0, lost: 0, outOfOrder: 0 };
    for (const stint of this.#stint === undefined ? this.#past : [...this.#past, this.#stint]) {
      const totals = stint.totals(this.#next);
      sum.expected += totals.expected;
      sum.delivered += totals.delivered;
      sum.lost += totals.lost;
      sum.outOfOrder += totals.outOfOrder;
    }
    return { ...sum, repeated: this.#repeated, corrupt: this.#corrupt, strays: this.#strays };
  }

  /** Whether the log holds the bytes up to this member's next message, so that the cursor has a meaning. */
  #isInStep(): boolean {
    return this.#stint !== undefined && this.#next - 1 <= this.#log.last;
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
    const from = this.#next;
    let next = from;
    this.#cursor = cursor;
    while (next <= log.last && log.ends.get(next) <= cursor) next++;
    if (next === from) return;
    this.#next = next;
    if (log.hasRepeats) for (let seq = from; seq < next; seq++) this.#count(seq);
    else {
      if (this.#stint !== undefined) this.#stint.delivered += next - from;
      this.#events.delivered(log, from, next - 1);
    }
  }

  #count(seq: number): void {
    if (this.#log.kinds.get(seq) === ENTRY.again) {
      this.#repeated++;
      return;
    }
    if (this.#stint !== undefined) this.#stint.delivered++;
    this.#events.delivered(this.#log, seq, seq);
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
    const log = this.#log;
    const stint = this.#stint;
    if (stint === undefined || (frame.room !== log.name && typeof frame.room === 'string')) {
      this.#strays++;
      return;
    }
    // Far beyond all that was sent it is no seq; taken for one it would cost a long list of missing ones.
    const highest = Math.min(log.first + log.sent.plausible, this.#next + MAX_GAP);
    if (typeof seq !== 'number' || !Number.isInteger(seq) || seq < 1 || seq > highest) {
      this.#corrupt++;
      return;
    }
    const head = typeof text === 'string' ? payloadHead(text) : undefined;
    const isIntact =
      head !== undefined &&
      frame.room === log.name &&
      frame.from === nickOf(head.sender) &&
      log.sent.wasSent(head, text as string) &&
      log.register(seq, head) !== 'contradicts';
    if (isIntact && seq === log.last + 1) log.append(seq, bytes, from, to);
    this.#place(stint, seq, isIntact);
  }

  /** Puts a parsed message where it belongs in this member's own order. */
  #place(stint: Stint, seq: number, isIntact: boolean): void {
    if (seq < this.#next && !stint.missing.delete(seq)) {
      this.#repeated++;
      return;
    }
    if (seq < this.#next) stint.outOfOrder++;
    for (let skipped = this.#next; skipped < seq; skipped++) stint.missing.add(skipped);
    this.#next = Math.max(this.#next, seq + 1);
    this.#cursor = this.#frameStart();
    if (isIntact) {
      this.#count(seq);
      return;
    }
    this.#corrupt++;
    stint.changed.add(seq);
  }
}
