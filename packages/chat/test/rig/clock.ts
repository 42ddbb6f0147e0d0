// Time that moves only when a test moves it.

/** A clock with timers; `nowMs` starts at an arbitrary moment. */
export class TestClock {
  nowMs = 1_700_000_000_000;
  readonly #timers = new Set<{ readonly dueMs: number; readonly task: () => void }>();

  /** How many timers wait. */
  get timers(): number {
    return this.#timers.size;
  }

  readonly now = (): number => this.nowMs;

  readonly schedule = (delayMs: number, task: () => void): (() => void) => {
    const timer = { dueMs: this.nowMs + delayMs, task };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  };

  /** Moves the time on and runs what falls due, in order. */
  advance(ms: number): void {
    const endMs = this.nowMs + ms;
    for (;;) {
      const due = [...this.#timers]
        .filter((timer) => timer.dueMs <= endMs)
        .sort((a, b) => a.dueMs - b.dueMs)[0];
      if (due === undefined) break;
      this.#timers.delete(due);
      this.nowMs = due.dueMs;
      due.task();
    }
    this.nowMs = endMs;
  }
}
