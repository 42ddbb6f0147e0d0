// The generator's sockets on node:net: everywhere, at some microseconds more a read than a selector.
import { connect, type Socket } from 'node:net';
import type { ClientSocket, SocketEvents, Sockets, Target } from './port.ts';

const READ_BUFFER_BYTES = 65_536;
/** Sleep until this much is left: a timer wakes up to a millisecond late, a spin does not. */
const SPIN_BELOW_MS = 2;

class NetSocket implements ClientSocket {
  readonly #socket: Socket;

  constructor({ host, port, source }: Target, buffer: Buffer, events: SocketEvents) {
    this.#socket = connect({
      host,
      port,
      noDelay: true,
      ...(source === undefined ? {} : { localAddress: source }),
      // One buffer for all reads: it is read out before the next read begins.
      onread: {
        buffer,
        callback: (size) => {
          events.read(buffer, size);
          return true;
        },
      },
    });
    this.#socket.on('connect', () => events.opened());
    // What ends a connection is told by `close`; the error itself adds nothing.
    this.#socket.on('error', () => {});
    this.#socket.on('close', () => events.closed());
  }

  write(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#socket.destroy();
  }

  reset(): void {
    this.#socket.resetAndDestroy();
  }
}

/** Sockets of node:net. */
export class NetSockets implements Sockets {
  readonly kind = 'node:net';
  readonly #buffer = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES);

  dial(target: Target, events: SocketEvents): ClientSocket {
    return new NetSocket(target, this.#buffer, events);
  }

  turn(waitMs: number, then: () => void): boolean {
    const sleeps = waitMs > SPIN_BELOW_MS;
    if (sleeps) setTimeout(then, Math.floor(waitMs - SPIN_BELOW_MS / 2));
    else setImmediate(then);
    return sleeps;
  }

  end(): void {}
}
