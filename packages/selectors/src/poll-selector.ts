// POSIX poll: the books are ours, an array of `struct pollfd`, and each call hands all of it over.
import { BaseSelector } from './base-selector.ts';
import { ERRNO, libc } from './libc.ts';
import { isPosix, unsupportedPlatform } from './native.ts';
import { OsError } from './os-error.ts';
import { EVENT_READ, EVENT_WRITE, type Ready, type SelectorKey } from './selector-key.ts';

const POLLIN = 1;
const POLLOUT = 4;

/** Wherever libc has `poll`; costs what is registered, and has no limit of its own. */
export class PollSelector<D = unknown> extends BaseSelector<D> {
  /** Two words each: the descriptor, and the events below the answer's. */
  #fds = new Int32Array(16);
  readonly #slots = new Map<number, number>();

  /** @throws HubbubError `unsupported_platform`. */
  constructor() {
    super();
    if (!isPosix) throw unsupportedPlatform('poll()');
  }

  protected add(key: SelectorKey<D>): void {
    const slot = this.#slots.size;
    if (this.#fds.length < 2 * slot + 2) {
      const larger = new Int32Array(2 * this.#fds.length);
      larger.set(this.#fds);
      this.#fds = larger;
    }
    this.#slots.set(key.fd, slot);
    this.#fds[2 * slot] = key.fd;
    this.#fds[2 * slot + 1] = bitsOf(key);
  }

  protected change(key: SelectorKey<D>): void {
    this.#fds[2 * (this.#slots.get(key.fd) as number) + 1] = bitsOf(key);
  }

  protected remove(key: SelectorKey<D>): void {
    const slot = this.#slots.get(key.fd) as number;
    this.#slots.delete(key.fd);
    const last = this.#slots.size;
    if (slot === last) return;
    // The last one moves into the gap.
    const moved = this.#fds[2 * last] as number;
    this.#fds[2 * slot] = moved;
    this.#fds[2 * slot + 1] = this.#fds[2 * last + 1] as number;
    this.#slots.set(moved, slot);
  }

  protected poll(timeoutMs: number): Ready<D>[] {
    const fds = this.#fds;
    const count = this.#slots.size;
    let left = libc.poll(fds, count, timeoutMs);
    const ready: Ready<D>[] = [];
    if (left < 0) {
      const number = libc.errno();
      if (number !== ERRNO.EINTR) throw new OsError('poll', number);
      return ready;
    }
    for (let slot = 0; left > 0 && slot < count; slot++) {
      const bits = (fds[2 * slot + 1] as number) >>> 16;
      if (bits === 0) continue;
      left--;
      const key = this.keyOf(fds[2 * slot] as number);
      if (key === undefined) continue;
      const mask = (bits & ~POLLIN ? EVENT_WRITE : 0) | (bits & ~POLLOUT ? EVENT_READ : 0);
      ready.push(key.ready(mask & key.events));
    }
    return ready;
  }

  protected watched(): Int32Array {
    return this.#fds.subarray(0, 2 * this.#slots.size);
  }

  protected release(): void {
    this.#slots.clear();
  }
}

function bitsOf({ events }: SelectorKey): number {
  return (events & EVENT_READ ? POLLIN : 0) | (events & EVENT_WRITE ? POLLOUT : 0);
}
