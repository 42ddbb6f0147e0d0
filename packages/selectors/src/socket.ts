// Non-blocking stream sockets, as thin as they can be: one method a system call. Sending and receiving allocate
// nothing; a call that would have to wait says so with a value and not with an error, for that is the everyday case.
import { ERRNO, libc } from './libc.ts';
import { addressOf } from './native.ts';
import { checked, OsError } from './os-error.ts';
import {
  ADDRESS_BYTES,
  FAMILIES,
  type Family,
  readAddress,
  type SocketAddress,
  writeAddress,
} from './socket-address.ts';
import { SOCKET_OPTIONS, type SocketOption } from './socket-options.ts';

/** What a call answers that would have to wait. */
export const WOULD_BLOCK = -1;

const SOCK_STREAM = 1;
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
const FLAGS = SOCK_NONBLOCK | SOCK_CLOEXEC;
const MSG_NOSIGNAL = 0x4000;
/** The kernel takes no more pieces at once (IOV_MAX). */
const MAX_PIECES = 1024;
const SOL_SOCKET = 1;
const SO_LINGER = 13;
const HOW = Object.freeze({ read: 0, write: 1, both: 2 });

// Calls do not overlap on one thread, so one of each is enough.
const address = new Uint8Array(ADDRESS_BYTES);
const addressLength = new Uint32Array(1);
const value = new Int32Array(1);
const valueLength = new Uint32Array(1);
/** struct linger: on, and no time to wait. */
const noLinger = Int32Array.of(1, 0);
const pieces = new BigUint64Array(2 * MAX_PIECES);
/** struct msghdr: name, namelen, iov, iovlen, control, controllen, flags. */
const message = new BigUint64Array(7);

/** One socket. It must be closed; nothing closes it by itself. */
export class Socket {
  #fd: number;

  private constructor(fd: number) {
    this.#fd = fd;
  }

  /**
   * Makes a TCP socket.
   * @throws OsError; HubbubError `unsupported_platform` where this is no Linux on x64 or arm64.
   */
  static create(family: Family): Socket {
    return new Socket(checked('socket', libc.socket(FAMILIES[family], SOCK_STREAM | FLAGS, 0)));
  }

  /**
   * Two UNIX sockets that are connected with each other.
   * @throws OsError; HubbubError `unsupported_platform`.
   */
  static pair(): [Socket, Socket] {
    const fds = new Int32Array(2);
    checked('socketpair', libc.socketPair(FAMILIES.unix, SOCK_STREAM | FLAGS, 0, fds));
    return [new Socket(fds[0] as number), new Socket(fds[1] as number)];
  }

  /** A socket over a descriptor that somebody else made non-blocking; closing it is up to the one who has it. */
  static from(fd: number): Socket {
    return new Socket(fd);
  }

  /** The descriptor; -1 once closed. */
  fileno(): number {
    return this.#fd;
  }

  /**
   * Binds it; port 0 is any free one. A client may bind any address of 127.0.0.0/8, and so has 28 000 ports a source.
   * @throws OsError such as `EADDRINUSE`; HubbubError `argument_invalid` where it is no IP address.
   */
  bind(to: SocketAddress): void {
    checked('bind', libc.bindSocket(this.#fd, address, writeAddress(address, to)));
  }

  /**
   * Accepts connections from now on; the kernel caps `backlog` at net.core.somaxconn.
   * @throws OsError.
   */
  listen(backlog: number): void {
    checked('listen', libc.listen(this.#fd, backlog));
  }

  /**
   * The next connection, or `undefined` where none waits. One that was reset before it was accepted is passed over.
   * @throws OsError such as `EMFILE`.
   */
  accept(): Socket | undefined {
    for (;;) {
      const fd = libc.accept(this.#fd, null, null, FLAGS);
      if (fd >= 0) return new Socket(fd);
      const number = libc.errno();
      if (number === ERRNO.EAGAIN) return undefined;
      if (number !== ERRNO.EINTR && number !== ERRNO.ECONNABORTED) throw new OsError('accept4', number);
    }
  }

  /**
   * Begins to connect. Answers whether it is done already; if not, the socket becomes writable, and `takeError` tells.
   * @throws OsError; HubbubError `argument_invalid`.
   */
  connect(to: SocketAddress): boolean {
    if (libc.connect(this.#fd, address, writeAddress(address, to)) === 0) return true;
    const number = libc.errno();
    if (number === ERRNO.EINPROGRESS || number === ERRNO.EINTR) return false;
    throw new OsError('connect', number);
  }

  /**
   * Reads into the buffer and answers how many bytes came: 0 at the peer's end, {@link WOULD_BLOCK} where there are none.
   * @throws OsError such as `ECONNRESET`.
   */
  receive(buffer: Uint8Array): number {
    const count = libc.receive(this.#fd, buffer, buffer.byteLength, 0);
    return count >= 0 ? count : this.#blocked('recv');
  }

  /**
   * Writes and answers how many bytes the kernel took, {@link WOULD_BLOCK} where none. No SIGPIPE comes of it.
   * @throws OsError such as `EPIPE` and `ECONNRESET`.
   */
  send(bytes: Uint8Array): number {
    const count = libc.send(this.#fd, bytes, bytes.byteLength, MSG_NOSIGNAL);
    return count >= 0 ? count : this.#blocked('send');
  }

  /**
   * Writes several pieces at once, at most the first 1024, and answers as `send` does.
   * @throws OsError.
   */
  sendAll(buffers: readonly Uint8Array[]): number {
    const count = Math.min(buffers.length, MAX_PIECES);
    for (let i = 0; i < count; i++) {
      const buffer = buffers[i] as Uint8Array;
      pieces[2 * i] = addressOf(buffer);
      pieces[2 * i + 1] = BigInt(buffer.byteLength);
    }
    message[2] = addressOf(pieces);
    message[3] = BigInt(count);
    const sent = libc.sendMessage(this.#fd, message, MSG_NOSIGNAL);
    return sent >= 0 ? sent : this.#blocked('sendmsg');
  }

  /** Ends one direction or both. A peer that is gone already is no error. */
  shutdown(how: keyof typeof HOW): void {
    if (libc.shutdown(this.#fd, HOW[how]) >= 0) return;
    const number = libc.errno();
    if (number !== ERRNO.ENOTCONN) throw new OsError('shutdown', number);
  }

  /** @throws OsError. */
  setOption(option: SocketOption, to: number): void {
    const { level, name } = SOCKET_OPTIONS[option];
    value[0] = to;
    checked('setsockopt', libc.setOption(this.#fd, level, name, value, 4));
  }

  /** @throws OsError. */
  getOption(option: SocketOption): number {
    const { level, name } = SOCKET_OPTIONS[option];
    valueLength[0] = 4;
    checked('getsockopt', libc.getOption(this.#fd, level, name, value, valueLength));
    return value[0] as number;
  }

  /** Why the socket failed, such as a `connect`, if it did; asking clears it. */
  takeError(): OsError | undefined {
    const number = this.getOption('error');
    return number === 0 ? undefined : new OsError('connect', number);
  }

  /** @throws OsError. */
  localAddress(): SocketAddress {
    addressLength[0] = ADDRESS_BYTES;
    checked('getsockname', libc.localName(this.#fd, address, addressLength));
    return readAddress(address);
  }

  /** The peer's address, or `undefined` where it is gone. */
  peerAddress(): SocketAddress | undefined {
    addressLength[0] = ADDRESS_BYTES;
    return libc.peerName(this.#fd, address, addressLength) < 0 ? undefined : readAddress(address);
  }

  /** Closes the descriptor; with unread data the peer gets a reset. A second call does nothing. */
  close(): void {
    if (this.#fd < 0) return;
    libc.close(this.#fd);
    this.#fd = -1;
  }

  /** Closes the descriptor so that the peer gets a reset at once. A second call does nothing. */
  reset(): void {
    if (this.#fd < 0) return;
    libc.setOption(this.#fd, SOL_SOCKET, SO_LINGER, noLinger, 8);
    this.close();
  }

  #blocked(syscall: string): number {
    const number = libc.errno();
    if (number === ERRNO.EAGAIN || number === ERRNO.EINTR) return WOULD_BLOCK;
    throw new OsError(syscall, number);
  }
}
