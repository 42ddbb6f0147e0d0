// A phase cut into short stretches: what came in each, and the longest latency of it.
import type { TimelinePoint } from '../faults/facts.ts';

/** How long one stretch is. */
export const STRETCH_MS = 100;
const MAX_STRETCHES = 36_000;

/** Counts by stretch. */
export class Timeline {
  readonly #startMicros: number;
  readonly #delivered: number[] = [];
  readonly #maxMicros: number[] = [];
  readonly #connected: number[] = [];

  constructor(startMicros: number) {
    this.#startMicros = startMicros;
  }

  /** `count` deliveries came, the longest of them after `maxMicros`. */
  add(atMicros: number, count: number, maxMicros: number): void {
    const at = this.#at(atMicros);
    this.#delivered[at] = (this.#delivered[at] ?? 0) + count;
    if (maxMicros > (this.#maxMicros[at] ?? 0)) this.#maxMicros[at] = maxMicros;
  }

  /** So many clients are in their rooms now. */
  connected(atMicros: number, count: number): void {
    this.#connected[this.#at(atMicros)] = count;
  }

  /** All stretches from the phase's start, `clients` being connected where nothing was told. */
  points(clients: number): TimelinePoint[] {
    const length = Math.max(this.#delivered.length, this.#connected.length);
    let connected = clients;
    return Array.from({ length }, (_, i) => {
      connected = this.#connected[i] ?? connected;
      return {
        atMs: i * STRETCH_MS,
        delivered: this.#delivered[i] ?? 0,
        maxMs: (this.#maxMicros[i] ?? 0) / 1_000,
        connected,
      };
    });
  }

  #at(atMicros: number): number {
    const stretch = Math.floor((atMicros - this.#startMicros) / (STRETCH_MS * 1_000));
    return Math.min(MAX_STRETCHES, Math.max(0, stretch));
  }
}
