// POSIX select: two bit sets of at most 1024 descriptors, copied for each call since the kernel writes into them.
import { HubbubError } from '@hubbub/protocol/errors';
import { BaseSelector } from './base-selector.ts';
import { ERRNO, libc } from './libc.ts';
import { isPosix, unsupportedPlatform } from './native.ts';
import { OsError } from './os-error.ts';
import { EVENT_READ, EVENT_WRITE, type Ready, type SelectorKey } from './selector-key.ts';

/** Descriptors from here on do not fit a set; writing them would write past its end. */
const FD_SETSIZE = 1024;
const POLLIN = 1;
const POLLOUT = 4;

/** Wherever libc has `select`; takes descriptors below 1024 only. */
export class SelectSelector<D = unknown> extends BaseSelector<D> {
  readonly #readers = new Uint32Array(FD_SETSIZE / 32);
  readonly #writers = new Uint32Array(FD_SETSIZE / 32);
  readonly #readable = new Uint32Array(FD_SETSIZE / 32);
  readonly #writable = new Uint32Array(FD_SETSIZE / 32);
  /** struct timeval: seconds and microseconds, in 64 bits each. */
  readonly #timeval = new Int32Array(4);

  /** @throws HubbubError `unsupported_platform`. */
  constructor() {
    super();
    if (!isPosix) throw unsupportedPlatform('select()');
  }

  protected add(key: SelectorKey<D>): void {
    if (key.fd >= FD_SETSIZE) {
      throw new HubbubError('argument_invalid', `select() takes descriptors below ${FD_SETSIZE}: ${key.fd}`);
    }
    this.change(key);
  }

  protected change({ fd, events }: SelectorKey<D>): void {
    put(this.#readers, fd, (events & EVENT_READ) !== 0);
    put(this.#writers, fd, (events & EVENT_WRITE) !== 0);
  }

  protected remove({ fd }: SelectorKey<D>): void {
    put(this.#readers, fd, false);
    put(this.#writers, fd, false);
  }

  protected poll(timeoutMs: number): Ready<D>[] {
    let highest = -1;
    for (const { fd } of this.all) if (fd > highest) highest = fd;
    this.#readable.set(this.#readers);
    this.#writable.set(this.#writers);
    this.#timeval[0] = Math.floor(timeoutMs / 1000);
    this.#timeval[2] = (timeoutMs % 1000) * 1000;
    const timeval = timeoutMs < 0 ? null : this.#timeval;
    let left = libc.select(highest + 1, this.#readable, this.#writable, null, timeval);
    const ready: Ready<D>[] = [];
    if (left < 0) {
      const number = libc.errno();
      if (number !== ERRNO.EINTR) throw new OsError('select', number);
      return ready;
    }
    for (const key of this.all) {
      if (left <= 0) break;
      const isReadable = has(this.#readable, key.fd);
      const isWritable = has(this.#writable, key.fd);
      if (!isReadable && !isWritable) continue;
      left -= Number(isReadable) + Number(isWritable);
      ready.push(key.ready((isReadable ? EVENT_READ : 0) | (isWritable ? EVENT_WRITE : 0)));
    }
    return ready;
  }

  protected watched(): Int32Array {
    const fds = new Int32Array(2 * this.count);
    let at = 0;
    for (const { fd, events } of this.all) {
      fds[at++] = fd;
      fds[at++] = (events & EVENT_READ ? POLLIN : 0) | (events & EVENT_WRITE ? POLLOUT : 0);
    }
    return fds;
  }

  protected release(): void {}
}

function put(set: Uint32Array, fd: number, isMember: boolean): void {
  const word = set[fd >>> 5] as number;
  set[fd >>> 5] = isMember ? word | (1 << (fd & 31)) : word & ~(1 << (fd & 31));
}

function has(set: Uint32Array, fd: number): boolean {
  return ((set[fd >>> 5] as number) & (1 << (fd & 31))) !== 0;
}
