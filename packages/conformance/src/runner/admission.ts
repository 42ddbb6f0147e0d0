// How many cases are under way: as many as are asked for while this machine keeps up, few while it does not. A case that
// waits costs nothing; one that runs beside too many others is late, and what it then sees says little of the server.
import type { LagWatch } from './machine.ts';

/** So many begin whatever the lateness: some wait for a timer and take no processor. */
const ALWAYS = 6;
/** Late by more than this within `RECENT_MS`, the machine does not keep up. */
const LATE_MS = 25;
const RECENT_MS = 120;
const LOOK_MS = 15;
/** So many begin at a look: what they cost is seen before the next do. */
const AT_A_LOOK = 4;

/** Lets cases begin, in the order in which they asked. */
export class Admission {
  readonly #lag: LagWatch;
  readonly #waiting: (() => void)[] = [];
  #underWay = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(lag: LagWatch) {
    this.#lag = lag;
  }

  /** Runs `work` when the machine keeps up. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      this.#look();
    });
    try {
      return await work();
    } finally {
      this.#underWay--;
      this.#look();
    }
  }

  #look(): void {
    while (this.#waiting.length > 0 && this.#underWay < ALWAYS) this.#admit();
    if (this.#waiting.length === 0 || this.#timer !== undefined) return;
    const keepsUp = this.#lag.worstSince(performance.now() - RECENT_MS) <= LATE_MS;
    for (let i = 0; i < AT_A_LOOK && keepsUp && this.#waiting.length > 0; i++) this.#admit();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#look();
    }, LOOK_MS);
  }

  #admit(): void {
    this.#underWay++;
    this.#waiting.shift()?.();
  }
}
