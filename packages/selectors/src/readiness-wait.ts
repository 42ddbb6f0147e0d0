// A wait for readiness that leaves the thread free: `poll` on a thread of libuv's pool, through koffi. It watches one
// descriptor of its own too, so that it can be ended.
import { EventFd } from './event-fd.ts';
import { libc } from './libc.ts';

const POLLIN = 1;
const waiting = new Set<ReadinessWait>();
let isHooked = false;

/** One wait at a time for one selector. */
export class ReadinessWait {
  readonly #wakeUp = EventFd.create();
  #running: Promise<void> | undefined;
  #isClosed = false;

  /** Resolves when one of the `pollfd`s is ready, the time is over, or `wake` was called. */
  start(pollFds: Int32Array, timeoutMs: number): Promise<void> {
    this.#running ??= new Promise((resolve, reject) => {
      const fds = new Int32Array(pollFds.length + 2);
      fds.set(pollFds);
      fds[pollFds.length] = this.#wakeUp.fileno();
      fds[pollFds.length + 1] = POLLIN;
      waiting.add(this);
      if (!isHooked) {
        isHooked = true;
        // The end of the process waits for the pool's threads; so let them go.
        process.once('exit', () => {
          for (const wait of waiting) wait.wake();
        });
      }
      // `fds` must live as long as the call; this callback holds it.
      libc.poll.async(fds, fds.length / 2, timeoutMs, (error: unknown) => {
        this.#ended(fds);
        if (error) reject(error);
        else resolve();
      });
    });
    return this.#running;
  }

  /** Ends the wait that runs, or the next one at once. */
  wake(): void {
    this.#wakeUp.signal();
  }

  /** Ends the wait and lets go of the descriptor. */
  close(): void {
    this.#isClosed = true;
    if (this.#running === undefined) this.#wakeUp.close();
    else this.wake();
  }

  #ended(fds: Int32Array): void {
    waiting.delete(this);
    this.#running = undefined;
    // revents are the upper half of the last word.
    if ((fds[fds.length - 1] as number) >> 16 !== 0) this.#wakeUp.clear();
    if (this.#isClosed) this.#wakeUp.close();
  }
}
