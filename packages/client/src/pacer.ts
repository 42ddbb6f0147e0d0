// The server's token bucket (RATE-1), kept on this side too, so that a client that is asked for much waits instead of
// being refused, and in the end closed. It counts; who waits is the request queue's matter.
import type { Limits } from '@hubbub/protocol';
import type { Clock } from './clock.ts';

// Requests sent apart can arrive together, so a bucket as large as the server's would now and then overrun it.
const SHARE = 0.9;

/** A token bucket a tenth smaller and slower than the one that the server states. */
export class Pacer {
  readonly #clock: Clock;
  readonly #perMs: number;
  readonly #burst: number;
  #tokens: number;
  #at: number;

  constructor(limits: Pick<Limits, 'ratePerSecond' | 'rateBurst'>, clock: Clock) {
    this.#clock = clock;
    this.#perMs =
      limits.ratePerSecond === 0 ? Number.POSITIVE_INFINITY : (limits.ratePerSecond * SHARE) / 1_000;
    this.#burst = Math.max(1, Math.floor(limits.rateBurst * SHARE));
    this.#tokens = this.#burst;
    this.#at = clock.now();
  }

  /** Takes a token and answers 0, or takes none and answers the ms until there is one. */
  take(): number {
    if (this.#perMs === Number.POSITIVE_INFINITY) return 0;
    const now = this.#clock.now();
    this.#tokens = Math.min(this.#burst, this.#tokens + (now - this.#at) * this.#perMs);
    this.#at = now;
    if (this.#tokens < 1) return Math.ceil((1 - this.#tokens) / this.#perMs);
    this.#tokens -= 1;
    return 0;
  }
}
