// The threads: never more than the cap, and as long as there is room under it some are warm, so that a client need not
// wait for one to start.
import { SocketThread, type ThreadOwner } from '@hubbub/selectors';

/** So many are ready for those who come next. */
const WARM = 4;
/** So many that have served somebody are kept for others: starting one costs more than its memory. */
const KEPT = 32;
/** After this time a start that failed, for want of descriptors or memory, is tried again. */
const RETRY_MS = 100;

/** Lends threads. */
export class ThreadPool implements ThreadOwner {
  readonly #max: number;
  readonly #starting = new Set<SocketThread>();
  readonly #started = new Set<SocketThread>();
  readonly #idle: SocketThread[] = [];
  readonly #waiting: ((thread: SocketThread) => void)[] = [];
  #isStopped = false;
  #onWarm: (() => void) | undefined;

  /** `max` is the most threads at any time. */
  constructor(max: number) {
    this.#max = max;
  }

  /** Starts the first ones; resolves once they can serve. */
  warm(): Promise<void> {
    return new Promise((resolve) => {
      this.#onWarm = resolve;
      this.#start();
    });
  }

  /** Calls back with an idle thread, at once where one is warm. Those who ask are served in order. */
  lend(taker: (thread: SocketThread) => void): void {
    const thread = this.#idle.pop();
    if (thread === undefined) this.#waiting.push(taker);
    else taker(thread);
    this.#start();
  }

  /** Ends all of them; resolves when they have ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    const all = [...this.#starting, ...this.#started];
    for (const thread of all) thread.stop();
    await Promise.all(all.map(({ exited }) => exited));
  }

  idle(thread: SocketThread): void {
    this.#starting.delete(thread);
    this.#started.add(thread);
    const taker = this.#waiting.shift();
    if (taker !== undefined) taker(thread);
    else if (this.#idle.length < KEPT) this.#idle.push(thread);
    else thread.stop();
    if (this.#starting.size === 0) this.#onWarm?.();
  }

  exited(thread: SocketThread): void {
    this.#starting.delete(thread);
    this.#started.delete(thread);
    const at = this.#idle.indexOf(thread);
    if (at >= 0) this.#idle.splice(at, 1);
    this.#startLater();
  }

  /** Starts what is missing: one for each who waits, and the warm ones. */
  #start(): void {
    const missing = this.#waiting.length + WARM - this.#idle.length - this.#starting.size;
    const room = this.#max - this.#started.size - this.#starting.size;
    for (let i = 0; i < Math.min(missing, room) && !this.#isStopped; i++) {
      try {
        this.#starting.add(new SocketThread(this));
      } catch {
        this.#startLater();
        return;
      }
    }
  }

  #startLater(): void {
    setTimeout(() => this.#start(), RETRY_MS).unref();
  }
}
