// What a client may get wrong before it is shown the door: faults in a row (FRAME-3) and too many requests (RATE-1).
import type { Limits, WireErrorCode } from '@hubbub/protocol';
import { RateBucket } from './rate.ts';

/** Counts one client's offences. */
export class RequestGate {
  readonly #limits: Limits;
  readonly #rate: RateBucket;
  #badFrames = 0;
  #violations = 0;

  constructor(limits: Limits, nowMs: number) {
    this.#limits = limits;
    this.#rate = new RateBucket(limits.ratePerSecond, limits.rateBurst, nowMs);
  }

  /** Whether the client has offended too often in a row and is to be closed with `too_many_errors`. */
  get isExhausted(): boolean {
    return this.#badFrames >= this.#limits.maxBadFrames || this.#violations >= this.#limits.maxViolations;
  }

  /** A request that could be read: faults are no longer in a row. */
  wellFormed(): void {
    this.#badFrames = 0;
  }

  /** A frame got this error. */
  faulty(code: WireErrorCode): void {
    if (code === 'bad_frame' || code === 'unknown_type') this.#badFrames++;
    else this.#badFrames = 0;
  }

  /** Takes a token and answers 0, or counts a violation and answers `retryAfterMs`. */
  takeToken(nowMs: number): number {
    const retryAfterMs = this.#rate.take(nowMs);
    if (retryAfterMs === 0) this.#violations = 0;
    else this.#violations++;
    return retryAfterMs;
  }
}
