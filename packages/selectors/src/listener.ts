// A listening socket in a loop.
import type { HandlerSelector } from './channel.ts';
import { EVENT_READ } from './selector-key.ts';
import { Socket } from './socket.ts';
import { familyOf, type SocketAddress } from './socket-address.ts';

const BACKLOG = 4_096;
/** How long nobody is accepted when the process has no descriptor left. */
const EXHAUSTED_MS = 50;

/** Accepts until it is closed. */
export class Listener {
  /** The port that it has. */
  readonly port: number;
  readonly #socket: Socket;
  readonly #selector: HandlerSelector;
  readonly #serve: (socket: Socket) => void;

  /**
   * Listens and has `serve` called for each connection.
   * @throws OsError where the address cannot be bound.
   */
  constructor(selector: HandlerSelector, where: SocketAddress, serve: (socket: Socket) => void) {
    this.#selector = selector;
    this.#serve = serve;
    this.#socket = Socket.create(familyOf(where.address));
    try {
      this.#socket.setOption('reuseAddress', 1);
      this.#socket.bind(where);
      this.#socket.listen(BACKLOG);
    } catch (error) {
      this.#socket.close();
      throw error;
    }
    this.port = this.#socket.localAddress().port;
    this.#listen();
  }

  /** Stops accepting; those who were accepted stay. */
  close(): void {
    if (this.#selector.getMap()?.has(this.#socket)) this.#selector.unregister(this.#socket);
    this.#socket.close();
  }

  #listen(): void {
    if (this.#socket.fileno() >= 0) this.#selector.register(this.#socket, EVENT_READ, () => this.#accept());
  }

  #accept(): void {
    try {
      for (let socket = this.#socket.accept(); socket !== undefined; socket = this.#socket.accept()) {
        socket.setOption('noDelay', 1); // Nagle would hold back what is written whole
        this.#serve(socket);
      }
    } catch {
      // No descriptor is left. Those who wait go on waiting, and the loop must not spin over them.
      this.#selector.unregister(this.#socket);
      setTimeout(() => this.#listen(), EXHAUSTED_MS).unref();
    }
  }
}
