// Linux's epoll: the kernel keeps the books, and tells only of what is ready. The descriptor is level-triggered.
import { BaseSelector } from './base-selector.ts';
import { ERRNO, libc } from './libc.ts';
import { checked, OsError } from './os-error.ts';
import { EVENT_READ, EVENT_WRITE, type Ready, type SelectorKey } from './selector-key.ts';

const EPOLL_CLOEXEC = 0o2000000;
const ADD = 1;
const DELETE = 2;
const MODIFY = 3;
const EPOLLIN = 1;
const EPOLLOUT = 4;
// struct epoll_event in words of 32 bits: packed on x64, aligned elsewhere.
const WORDS = process.arch === 'x64' ? 3 : 4;
const FD_AT = process.arch === 'x64' ? 1 : 2;
const POLLIN = 1;

/** Linux on x64 and arm64; costs what is ready, not what is registered. */
export class EpollSelector<D = unknown> extends BaseSelector<D> {
  readonly #epollFd: number;
  readonly #event = new Int32Array(WORDS);
  #events = new Int32Array(64 * WORDS);

  /** @throws HubbubError `unsupported_platform`; OsError. */
  constructor() {
    super();
    this.#epollFd = checked('epoll_create1', libc.epollCreate(EPOLL_CLOEXEC));
  }

  /** The epoll descriptor; it is readable itself while something is ready. */
  fileno(): number {
    return this.#epollFd;
  }

  protected add(key: SelectorKey<D>): void {
    checked('epoll_ctl', this.#control(ADD, key));
  }

  protected change(key: SelectorKey<D>): void {
    if (this.#control(MODIFY, key) >= 0) return;
    const error = new OsError('epoll_ctl', libc.errno());
    this.remove(key);
    throw error;
  }

  protected remove(key: SelectorKey<D>): void {
    this.#control(DELETE, key); // fails where the descriptor was closed: it is gone from the kernel's books too
  }

  protected poll(timeoutMs: number): Ready<D>[] {
    const most = Math.max(this.count, 1);
    if (this.#events.length < most * WORDS) this.#events = new Int32Array(2 * most * WORDS);
    const events = this.#events;
    const found = libc.epollWait(this.#epollFd, events, most, timeoutMs);
    const ready: Ready<D>[] = [];
    if (found < 0) {
      const number = libc.errno();
      if (number !== ERRNO.EINTR) throw new OsError('epoll_wait', number);
      return ready;
    }
    for (let i = 0, at = 0; i < found; i++, at += WORDS) {
      const key = this.keyOf(events[at + FD_AT] as number);
      if (key === undefined) continue;
      const bits = events[at] as number;
      const mask = (bits & ~EPOLLIN ? EVENT_WRITE : 0) | (bits & ~EPOLLOUT ? EVENT_READ : 0);
      ready.push(key.ready(mask & key.events));
    }
    return ready;
  }

  protected watched(): Int32Array {
    return Int32Array.of(this.#epollFd, POLLIN);
  }

  protected release(): void {
    libc.close(this.#epollFd);
  }

  #control(operation: number, { fd, events }: SelectorKey<D>): number {
    this.#event[0] = (events & EVENT_READ ? EPOLLIN : 0) | (events & EVENT_WRITE ? EPOLLOUT : 0);
    this.#event[FD_AT] = fd;
    return libc.epollControl(this.#epollFd, operation, fd, this.#event);
  }
}
