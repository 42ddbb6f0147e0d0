// One TCP connection of the suite: bytes out at once, bytes in as they come, and how it ended. It knows no framing.
import { connect, type Socket } from 'node:net';

/** Where to connect. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** What a link tells; `closed` exactly once, also where the connection was never made. */
export interface LinkEvents {
  bytes(chunk: Buffer): void;
  closed(how: 'fin' | 'reset'): void;
}

/** The address in a URL of the ready line. */
export function addressOf(url: string): Address {
  const { hostname, port } = new URL(url);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) };
}

/** A TCP connection with Nagle's algorithm off, which can be half-closed, reset and stalled. */
export class TcpLink {
  readonly #socket: Socket;
  #isClosed = false;
  #events: LinkEvents;

  private constructor(socket: Socket, events: LinkEvents) {
    this.#socket = socket;
    this.#events = events;
    socket.on('data', (chunk: Buffer) => this.#events.bytes(chunk));
    socket.on('end', () => {
      this.#closed('fin');
      // The server is done; ours follows, so that it need not wait for us.
      if (!socket.destroyed) socket.end();
    });
    // A write after the server's close comes back as EPIPE or ECONNRESET: closed all the same.
    socket.on('error', () => this.#closed('reset'));
    socket.on('close', () => this.#closed('fin'));
  }

  /** Connects. Rejects with the socket's error where nobody accepts, or when `signal` aborts. */
  static open(address: Address, events: LinkEvents, signal: AbortSignal): Promise<TcpLink> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const socket = connect({ ...address, noDelay: true, allowHalfOpen: true });
      const onAbort = (): void => {
        socket.destroy();
        reject(signal.reason);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      socket.once('error', (error) => {
        signal.removeEventListener('abort', onAbort);
        reject(error);
      });
      socket.once('connect', () => {
        signal.removeEventListener('abort', onAbort);
        resolve(new TcpLink(socket, events));
      });
    });
  }

  /** Hands the connection to another reader, as after a handshake. */
  set events(events: LinkEvents) {
    this.#events = events;
  }

  /** Writes now. Ignored once the connection is closed. */
  write(bytes: Uint8Array | string): void {
    if (!this.#socket.destroyed && this.#socket.writable) this.#socket.write(bytes);
  }

  /** Sends FIN after all that was written; goes on reading. */
  end(): void {
    if (!this.#socket.destroyed) this.#socket.end();
  }

  /** Sends RST. */
  reset(): void {
    if (!this.#socket.destroyed) this.#socket.resetAndDestroy();
  }

  /** Closes both ways without more words. */
  destroy(): void {
    this.#socket.destroy();
  }

  /** Stops reading, so that the kernel's buffers fill up. */
  pause(): void {
    this.#socket.pause();
  }

  /** Reads on. */
  resume(): void {
    this.#socket.resume();
  }

  #closed(how: 'fin' | 'reset'): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#events.closed(how);
  }
}
