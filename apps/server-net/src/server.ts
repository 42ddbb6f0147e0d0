// Chat over node:net: one TCP socket a client, callbacks for what happens to it, one write a tick (§2 lines).
// Framing, limits and the chat itself are in packages/; here is what node:net asks of a careful user.
import { createServer, type Socket } from 'node:net';
import { defineServer, type Kit, listenOn, type Payload, secured, type Transport } from '@hubbub/server-kit';

/** The `node:net` server: `batched` writes a tick's frames at once, `each` a message at a time. */
export const server = defineServer({
  name: 'net',
  framework: 'node:net',
  bindings: ['lines'],
  fanout: ['batched', 'each'],
  tls: true,
  async listen(kit) {
    const listener = createServer(
      {
        noDelay: true, // frames are whole when they are written; Nagle would only hold them back
        allowHalfOpen: true, // after the peer's FIN its replies still leave (LINE-4)
      },
      (socket) => serve(secured(socket, kit), kit),
    );
    const { authority } = await listenOn(listener, kit.host, kit.port);
    return {
      endpoints: [kit.endpoint('lines', authority)],
      stopAccepting: () => listener.close(),
      close() {},
    };
  },
});

function serve(socket: Socket, kit: Kit): void {
  const transport = new SocketTransport(socket);
  const place = kit.admit(transport);
  const connection = place.open('lines', transport);
  socket
    .on('data', (chunk) => connection.receive(chunk))
    .on('drain', () => connection.drained())
    .on('end', () => connection.peerEnded())
    .on('error', () => {}) // a reset, for instance; `close` follows
    .on('close', () => connection.closed());
}

class SocketTransport implements Transport {
  readonly remoteAddress: string;
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
    // A peer that is gone again before the accept has no address any more.
    this.remoteAddress = socket.remoteAddress ?? 'gone';
  }

  get bufferedBytes(): number {
    return this.#socket.writableLength;
  }

  write(payload: Payload): void {
    this.#socket.write(payload.bytes);
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#socket.end();
  }

  abort(): void {
    this.#socket.destroy();
  }
}
