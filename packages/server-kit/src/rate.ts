// The token bucket of RATE-1: exact, without timers; tokens grow when somebody asks.

/** A token in the unit of the sums below, token-ms a second: whole where times are, so nothing is lost by rounding. */
const TOKEN = 1_000;

/** A bucket of `burst` tokens that refills at `perSecond`; `perSecond` 0 never refuses. */
export class RateBucket {
  readonly #perSecond: number;
  readonly #full: number;
  #level: number;
  #atMs: number;

  constructor(perSecond: number, burst: number, nowMs: number) {
    this.#perSecond = perSecond;
    this.#full = burst * TOKEN;
    this.#level = this.#full;
    this.#atMs = nowMs;
  }

  /** Takes a token and answers 0, or answers after how many ms there will be one. */
  take(nowMs: number): number {
    if (this.#perSecond === 0) return 0;
    this.#level = Math.min(this.#full, this.#level + (nowMs - this.#atMs) * this.#perSecond);
    this.#atMs = nowMs;
    if (this.#level < TOKEN) return Math.ceil((TOKEN - this.#level) / this.#perSecond);
    this.#level -= TOKEN;
    return 0;
  }
}
