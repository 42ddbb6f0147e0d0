// One connected socket in a loop: what is read goes up, what cannot be sent at once waits here, and each side of the
// connection ends in its own time.
import type { BaseSelector } from './base-selector.ts';
import { EVENT_READ, EVENT_WRITE, type SelectorKey } from './selector-key.ts';
import { type Socket, WOULD_BLOCK } from './socket.ts';

/** What is called when a file object is ready: the data of the keys in a loop. */
export type Handler = (key: SelectorKey<Handler>, events: number) => void;
/** A selector whose keys carry their handlers. */
export type HandlerSelector = BaseSelector<Handler>;

/** What a channel tells. `gone` comes last, once, and never from inside a call of the channel. */
export interface ChannelReader {
  /** Bytes came; their memory is used again after the call. */
  received(bytes: Uint8Array): void;
  /** The peer will send no more. */
  ended(): void;
  /** All that waited was sent. */
  drained(): void;
  /** The socket is closed, for whatever reason. */
  gone(): void;
}

/** All channels read into the same memory, one after the other. */
const inbox = new Uint8Array(65_536);

/** A connected socket with a queue. None of its calls waits or throws, whatever the peer does. */
export class Channel {
  /** The peer's IP address. */
  readonly remoteAddress: string;
  /** Bytes that were sent here and the kernel has not taken. */
  bufferedBytes = 0;
  /** Who is told; it may be changed at any time. */
  reader: ChannelReader | undefined;
  readonly #socket: Socket;
  readonly #selector: HandlerSelector;
  #queue: Uint8Array[] | undefined;
  #watched = 0;
  #isPaused = false;
  #isEnding = false;
  #hasPeerEnded = false;

  /** Takes the socket over and reads at once. */
  constructor(socket: Socket, selector: HandlerSelector) {
    this.remoteAddress = socket.peerAddress()?.address ?? 'gone';
    this.#socket = socket;
    this.#selector = selector;
    this.#watch();
  }

  /** The kernel gets at once what it takes, and the rest when it takes more. */
  send(bytes: Uint8Array): void {
    if (this.#isEnding) return;
    let sent = 0;
    if (this.#queue === undefined) {
      try {
        sent = Math.max(this.#socket.send(bytes), 0);
      } catch {
        // The peer is gone. The loop meets the same error where it may close the socket.
      }
      if (sent === bytes.byteLength) return;
      this.#queue = [];
    }
    this.#queue.push(sent === 0 ? bytes : bytes.subarray(sent));
    this.bufferedBytes += bytes.byteLength - sent;
    this.#watch();
  }

  /** Stops reading. */
  pause(): void {
    this.#isPaused = !this.#isEnding;
    this.#watch();
  }

  /** Reads again. */
  resume(): void {
    this.#isPaused = false;
    this.#watch();
  }

  /** Ends our side after all that was sent, and closes once the peer has ended its side. Nothing more is sent. */
  end(): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    this.resume();
    if (this.#queue === undefined) this.#finish();
  }

  /** Leaves the loop and hands out the socket, where nothing waits and no end has begun; otherwise `undefined`. */
  detach(): Socket | undefined {
    if (this.#isEnding || this.#queue !== undefined || this.#socket.fileno() < 0) return undefined;
    this.#leave();
    return this.#socket;
  }

  /** Closes at once; `gone` follows. */
  abort(): void {
    if (this.#socket.fileno() < 0) return;
    this.#leave();
    this.#socket.close();
    this.#queue = undefined;
    this.bufferedBytes = 0;
    queueMicrotask(() => this.reader?.gone());
  }

  #leave(): void {
    if (this.#watched !== 0) this.#selector.unregister(this.#socket);
    this.#watched = 0;
  }

  #finish(): void {
    if (this.#hasPeerEnded) this.abort();
    else this.#socket.shutdown('write'); // after a close alone, unread bytes would make it a reset
  }

  /** Has the loop watch for what there is to do; for nothing the socket has to be left out. */
  #watch(): void {
    if (this.#socket.fileno() < 0) return;
    const isReading = !this.#isPaused && !this.#hasPeerEnded;
    const events = (isReading ? EVENT_READ : 0) | (this.#queue === undefined ? 0 : EVENT_WRITE);
    if (events === this.#watched) return;
    if (this.#watched === 0) this.#selector.register(this.#socket, events, this.#onReady);
    else if (events === 0) this.#selector.unregister(this.#socket);
    else this.#selector.modify(this.#socket, events, this.#onReady);
    this.#watched = events;
  }

  readonly #onReady: Handler = (_key, events) => {
    try {
      // An earlier handler of this round may have closed it.
      if (events & EVENT_WRITE && this.#socket.fileno() >= 0) this.#flush();
      if (events & EVENT_READ && this.#socket.fileno() >= 0) this.#read();
    } catch {
      this.abort(); // a reset, for instance
    }
  };

  #read(): void {
    const count = this.#socket.receive(inbox);
    if (count > 0) this.reader?.received(inbox.subarray(0, count));
    else if (count !== WOULD_BLOCK) {
      this.#hasPeerEnded = true;
      this.#watch();
      if (this.#isEnding && this.#queue === undefined) this.abort();
      else this.reader?.ended();
    }
  }

  #flush(): void {
    const queue = this.#queue;
    if (queue === undefined) return;
    let sent = this.#socket.sendAll(queue);
    if (sent === WOULD_BLOCK) return;
    this.bufferedBytes -= sent;
    let whole = 0;
    for (let first = queue[0]; first !== undefined && sent >= first.byteLength; first = queue[whole]) {
      sent -= first.byteLength;
      whole++;
    }
    queue.splice(0, whole);
    if (queue[0] !== undefined) {
      queue[0] = queue[0].subarray(sent);
      return;
    }
    this.#queue = undefined;
    this.#watch();
    if (this.#isEnding) this.#finish();
    else this.reader?.drained();
  }
}
