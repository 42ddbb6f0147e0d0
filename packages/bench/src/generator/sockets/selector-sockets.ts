// The generator's sockets on a selector: one epoll call tells of all that is ready, one system call reads it into the one
// buffer, nothing is allocated for it.
import { DefaultSelector, EVENT_READ, EVENT_WRITE, type Ready, Socket, WOULD_BLOCK } from '@hubbub/selectors';
import type { ClientSocket, SocketEvents, Sockets, Target } from './port.ts';

const READ_BUFFER_BYTES = 262_144;
/** With more than this until the next thing is due the thread sleeps in the kernel; with less it spins. */
const SLEEP_ABOVE_MS = 2;
/** A sleep is short, since timers and orders wait meanwhile. */
const SLEEP_MS = 1;

const NOTHING: Buffer = Buffer.alloc(0);

class SelectorSocket implements ClientSocket {
  readonly #sockets: SelectorSockets;
  readonly #socket: Socket;
  readonly #events: SocketEvents;
  #isConnecting = true;
  #isReading = true;
  #isOver = false;
  /** What the kernel did not take yet. */
  #pending = NOTHING;

  constructor(sockets: SelectorSockets, { host, port, source }: Target, events: SocketEvents) {
    this.#sockets = sockets;
    this.#events = events;
    this.#socket = Socket.create(host.includes(':') ? 'ipv6' : 'ipv4');
    this.#socket.setOption('noDelay', 1);
    try {
      if (source !== undefined) this.#socket.bind({ address: source, port: 0 });
      this.#socket.connect({ address: host, port });
      sockets.selector.register(this.#socket, EVENT_WRITE, this);
    } catch {
      // On loopback a refusal may come at once.
      this.close();
    }
  }

  write(bytes: Buffer): void {
    if (this.#isOver) return;
    if (this.#pending.length > 0 || this.#isConnecting) {
      this.#pending = Buffer.concat([this.#pending, bytes]);
      return;
    }
    const sent = this.#send(bytes);
    if (sent === bytes.length || this.#isOver) return;
    this.#pending = Buffer.from(bytes.subarray(sent));
    this.#watch();
  }

  pause(): void {
    this.#isReading = false;
    this.#watch();
  }

  resume(): void {
    this.#isReading = true;
    this.#watch();
  }

  close(): void {
    if (!this.#release()) return;
    this.#socket.close();
    this.#tellEnd();
  }

  reset(): void {
    if (!this.#release()) return;
    this.#socket.reset();
    this.#tellEnd();
  }

  /** The selector says that it is ready. */
  ready(events: number): void {
    if (events & EVENT_WRITE) this.#writable();
    if (events & EVENT_READ && !this.#isOver) this.#readable();
  }

  #writable(): void {
    if (this.#isConnecting) {
      if (this.#socket.takeError() !== undefined) {
        this.close();
        return;
      }
      this.#isConnecting = false;
      this.#watch();
      this.#events.opened();
      return;
    }
    const sent = this.#send(this.#pending);
    this.#pending = this.#pending.subarray(sent);
    if (this.#pending.length === 0) this.#watch();
  }

  #readable(): void {
    const { buffer } = this.#sockets;
    try {
      const size = this.#socket.receive(buffer);
      if (size > 0) this.#events.read(buffer, size);
      else if (size !== WOULD_BLOCK) this.close();
    } catch {
      // Whatever ended the connection, it has ended.
      this.close();
    }
  }

  #send(bytes: Buffer): number {
    try {
      const sent = this.#socket.send(bytes);
      return sent === WOULD_BLOCK ? 0 : sent;
    } catch {
      // What ended it is seen when it is read; until then nothing more goes out.
      return bytes.length;
    }
  }

  #watch(): void {
    if (this.#isOver) return;
    const isWriting = this.#isConnecting || this.#pending.length > 0;
    const wanted = (this.#isReading && !this.#isConnecting ? EVENT_READ : 0) | (isWriting ? EVENT_WRITE : 0);
    this.#sockets.watch(this.#socket, this, wanted);
  }

  /** Whoever closes a socket, or dials one that is refused at once, has returned when it is told. */
  #tellEnd(): void {
    setImmediate(() => this.#events.closed());
  }

  /** Gives whether there was something to let go of. */
  #release(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.#sockets.watch(this.#socket, this, 0);
    return true;
  }
}

/** Sockets of a selector. While there are any, its loop runs: a turn of it is one look at all of them. */
export class SelectorSockets implements Sockets {
  readonly kind = 'selectors';
  readonly selector = new DefaultSelector<SelectorSocket>();
  readonly buffer = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES);
  #isLooping = false;
  #isSpinning = false;
  #then: (() => void) | undefined;

  dial(target: Target, events: SocketEvents): ClientSocket {
    const socket = new SelectorSocket(this, target, events);
    this.#loop();
    return socket;
  }

  turn(waitMs: number, then: () => void): boolean {
    const sleeps = waitMs > SLEEP_ABOVE_MS;
    this.#isSpinning = !sleeps;
    this.#then = then;
    this.#loop();
    return sleeps;
  }

  /** Watches a socket for these events, or for none. */
  watch(socket: Socket, owner: SelectorSocket, events: number): void {
    const isWatched = this.selector.getMap()?.has(socket) === true;
    if (events === 0) {
      if (isWatched) this.selector.unregister(socket);
    } else if (isWatched) this.selector.modify(socket, events, owner);
    else this.selector.register(socket, events, owner);
  }

  end(): void {
    this.selector.close();
  }

  #loop(): void {
    if (this.#isLooping) return;
    this.#isLooping = true;
    setImmediate(this.#step);
  }

  readonly #step = () => {
    this.#isLooping = false;
    const map = this.selector.getMap();
    if (map === undefined) return;
    const ready: Ready<SelectorSocket>[] = this.selector.select(this.#isSpinning ? 0 : SLEEP_MS);
    for (const [key, events] of ready) key.data.ready(events);
    const then = this.#then;
    this.#then = undefined;
    this.#isSpinning = false;
    then?.();
    if (map.size > 0 || this.#then !== undefined) this.#loop();
  };
}
