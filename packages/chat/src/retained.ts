// What one room's log keeps in memory: the last messages in a ring, and which of them carried an `id`.
import { nickKey } from '@hubbub/protocol';
import type { Draft, LogEntry } from './ports.ts';

/** The retained messages of one room, numbered from 1 without a gap (ORDER-1, HIST-1). */
export class Retained {
  readonly #size: number;
  /** Entry `seq` is in slot `(seq - 1) % size`. */
  readonly #ring: LogEntry[] = [];
  /** The dedupe key of the entry in the same slot, where it has an `id`. */
  readonly #keys: (string | undefined)[] = [];
  readonly #seqByKey = new Map<string, number>();
  #last: number;
  #first: number;

  /**
   * `size` messages are kept; 0: none, and repeats are not recognised (HIST-3). What was kept before goes on from `last`:
   * `entries` are the newest, without a gap.
   */
  constructor(size: number, last = 0, entries: readonly LogEntry[] = []) {
    this.#size = size;
    const newest = entries.slice(-size || entries.length);
    this.#last = last - newest.length;
    this.#first = this.#last + 1;
    for (const entry of newest) this.add(entry);
  }

  /** The last `seq` given, 0 for none. */
  get last(): number {
    return this.#last;
  }

  /** The oldest `seq` kept, or the next one to be given where nothing is. */
  get oldest(): number {
    return this.#first;
  }

  /** Numbers and keeps a message, or finds the one that the same nick sent with this `id` (SAY-5). */
  append(draft: Draft): { readonly entry: LogEntry; readonly isDuplicate: boolean } {
    const known = this.find(draft);
    if (known !== undefined) return { entry: known, isDuplicate: true };
    const entry: LogEntry = { ...draft, seq: this.#last + 1 };
    this.add(entry);
    return { entry, isDuplicate: false };
  }

  /** The message kept that the same nick sent with this `id`, if there is one (SAY-5). */
  find(draft: Draft): LogEntry | undefined {
    const key = draft.id === undefined || this.#size === 0 ? undefined : dedupeKey(draft.from, draft.id);
    const seq = key === undefined ? undefined : this.#seqByKey.get(key);
    return seq === undefined ? undefined : this.#at(seq);
  }

  /** Keeps the message after the last. */
  add(entry: LogEntry): void {
    this.#last = entry.seq;
    if (this.#size === 0) this.#first = entry.seq + 1;
    else {
      this.#keep(entry, entry.id === undefined ? undefined : dedupeKey(entry.from, entry.id));
      this.#first = Math.max(this.#first, entry.seq - this.#size + 1);
    }
  }

  /** Entries with `after < seq < before`, oldest first; at most the `limit` newest of them. */
  read(after: number, before: number, limit: number): LogEntry[] {
    const end = Math.min(before, this.#last + 1);
    const start = Math.max(after + 1, this.oldest, end - limit);
    const entries: LogEntry[] = [];
    for (let seq = start; seq < end; seq++) entries.push(this.#at(seq));
    return entries;
  }

  #at(seq: number): LogEntry {
    return this.#ring[(seq - 1) % this.#size] as LogEntry;
  }

  #keep(entry: LogEntry, key: string | undefined): void {
    const slot = (entry.seq - 1) % this.#size;
    const goneKey = this.#keys[slot];
    if (goneKey !== undefined) this.#seqByKey.delete(goneKey);
    if (key !== undefined) this.#seqByKey.set(key, entry.seq);
    this.#ring[slot] = entry;
    this.#keys[slot] = key;
  }
}

/** What makes a message the same: the nick as it was when the message was said (SAY-5). U+0000 stands in no nick and no id (FRAME-7). */
export function dedupeKey(from: string, id: string): string {
  return `${nickKey(from)}\0${id}`;
}
