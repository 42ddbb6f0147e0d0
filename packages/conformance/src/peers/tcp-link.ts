// One TCP connection of the suite: bytes out at once, bytes in as they come, and how it ended. It knows no framing.
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** Where to connect. */
export interface Address {
  readonly host: string;
  readonly port: number;
  /** Whether TLS is spoken there. */
  readonly isTls: boolean;
}

/** What a link tells; `closed` exactly once, also where the connection was never made. */
export interface LinkEvents {
  bytes(chunk: Buffer): void;
  closed(how: 'fin' | 'reset'): void;
}

const TLS_SCHEMES: ReadonlySet<string> = new Set(['tls:', 'wss:', 'https:']);

/** The address in a URL of the ready line. */
export function addressOf(url: string): Address {
  const { protocol, hostname, port } = new URL(url);
  const isTls = TLS_SCHEMES.has(protocol);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || (isTls ? 443 : 80), isTls };
}

/** A TCP connection, with TLS in it where the address says so, with Nagle's algorithm off, which can be half-closed, reset and stalled. */
export class TcpLink {
  readonly #socket: Socket;
  /** The TCP connection itself, where TLS is around it. */
  readonly #tcp: Socket;
  #isClosed = false;
  #events: LinkEvents;

  private constructor(socket: Socket, tcp: Socket, events: LinkEvents) {
    this.#socket = socket;
    this.#tcp = tcp;
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
      const { host, port, isTls } = address;
      const tcp = connect({ host, port, noDelay: true, allowHalfOpen: true });
      // The certificate is judged by a case, not by every peer: a server under test may have any.
      const socket = isTls ? connectTls({ socket: tcp, rejectUnauthorized: false }) : tcp;
      const onAbort = (): void => {
        socket.destroy();
        reject(signal.reason);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      socket.once('error', (error) => {
        signal.removeEventListener('abort', onAbort);
        reject(error);
      });
      socket.once(isTls ? 'secureConnect' : 'connect', () => {
        signal.removeEventListener('abort', onAbort);
        resolve(new TcpLink(socket, tcp, events));
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
    if (!this.#tcp.destroyed) this.#tcp.resetAndDestroy();
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
