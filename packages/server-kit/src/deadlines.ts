// One timer for all deadlines of a process. Items are looked at when their time has come, so a frame that puts a
// deadline off costs nothing here: the item, once looked at, says when to come again.
import type { Clock } from './clock.ts';

/** Something that wants to be looked at. */
export interface Deadline {
  /** Called not before the time set; set it again from here where it was too early. */
  due(nowMs: number): void;
}

const GRAIN_MS = 25;

/** Deadlines in buckets of 25 ms: never early, at most a grain and the timer's own lateness late (LIMIT-2). */
export class Deadlines {
  readonly #clock: Clock;
  readonly #buckets = new Map<number, Set<Deadline>>();
  readonly #bucketOf = new Map<Deadline, number>();
  #armedFor = Number.POSITIVE_INFINITY;
  #disarm: () => void = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Has `item.due` called at `atMs` of the clock or up to a grain later; replaces what was set for it. */
  set(item: Deadline, atMs: number): void {
    const bucket = Math.ceil(atMs / GRAIN_MS);
    if (this.#bucketOf.get(item) === bucket) return;
    this.clear(item);
    let items = this.#buckets.get(bucket);
    if (items === undefined) {
      items = new Set();
      this.#buckets.set(bucket, items);
    }
    items.add(item);
    this.#bucketOf.set(item, bucket);
    if (bucket < this.#armedFor) this.#arm(bucket);
  }

  /** Forgets an item. */
  clear(item: Deadline): void {
    const bucket = this.#bucketOf.get(item);
    if (bucket === undefined) return;
    this.#bucketOf.delete(item);
    const items = this.#buckets.get(bucket);
    items?.delete(item);
    if (items?.size === 0) this.#buckets.delete(bucket);
  }

  /** Forgets all items and lets go of the timer. */
  stop(): void {
    this.#buckets.clear();
    this.#bucketOf.clear();
    this.#disarm();
    this.#armedFor = Number.POSITIVE_INFINITY;
  }

  #arm(bucket: number): void {
    this.#disarm();
    this.#armedFor = bucket;
    const delayMs = Math.max(1, Math.ceil(bucket * GRAIN_MS - this.#clock.now()));
    this.#disarm = this.#clock.after(delayMs, () => this.#fire());
  }

  #fire(): void {
    const now = this.#clock.now();
    this.#armedFor = Number.POSITIVE_INFINITY;
    const reached = Math.floor(now / GRAIN_MS);
    for (const bucket of [...this.#buckets.keys()]) {
      if (bucket > reached) continue;
      const items = this.#buckets.get(bucket);
      this.#buckets.delete(bucket);
      for (const item of items ?? []) {
        // An item before this one may have cleared it or put it off.
        if (this.#bucketOf.get(item) !== bucket) continue;
        this.#bucketOf.delete(item);
        item.due(now);
      }
    }
    let next = Number.POSITIVE_INFINITY;
    for (const bucket of this.#buckets.keys()) if (bucket < next) next = bucket;
    if (next < this.#armedFor) this.#arm(next);
  }
}
