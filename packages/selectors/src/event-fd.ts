// Linux's eventfd: a counter with a descriptor, to wake a loop or a thread that waits in the kernel.
import { libc } from './libc.ts';
import { checked } from './os-error.ts';

const EFD_NONBLOCK = 0o4000;
const EFD_CLOEXEC = 0o2000000;
const ONE = new Uint8Array(new BigUint64Array([1n]).buffer);
const scratch = new Uint8Array(8);

/** Readable from the first `signal` until `clear`. Its descriptor may be used by other threads of the process. */
export class EventFd {
  #fd: number;

  private constructor(fd: number) {
    this.#fd = fd;
  }

  /**
   * Makes one.
   * @throws OsError; HubbubError `unsupported_platform` where there is no eventfd.
   */
  static create(): EventFd {
    return new EventFd(checked('eventfd', libc.eventFd(0, EFD_NONBLOCK | EFD_CLOEXEC)));
  }

  /** One over a descriptor that another thread made, and which it closes. */
  static from(fd: number): EventFd {
    return new EventFd(fd);
  }

  /** The descriptor; -1 once closed. */
  fileno(): number {
    return this.#fd;
  }

  /** Makes it readable. Safe from any thread. */
  signal(): void {
    if (this.#fd >= 0) libc.write(this.#fd, ONE, 8);
  }

  /** Takes all signals back. */
  clear(): void {
    if (this.#fd >= 0) libc.read(this.#fd, scratch, 8);
  }

  /** Closes the descriptor. A second call does nothing. */
  close(): void {
    if (this.#fd < 0) return;
    libc.close(this.#fd);
    this.#fd = -1;
  }
}
