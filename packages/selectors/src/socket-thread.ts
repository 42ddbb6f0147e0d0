// A thread that serves one socket after the other, as its owner sees it: a channel whose socket is elsewhere. The thread
// sleeps in the kernel, so each message comes with a wake-up.
import { Worker } from 'node:worker_threads';
import type { ChannelReader } from './channel.ts';
import { EventFd } from './event-fd.ts';
import type { Socket } from './socket.ts';
import { type FromThread, HANDLED, PROGRESS_WORDS, QUEUED, TAKEN, type ToThread } from './thread-messages.ts';

/** So many bytes may be on their way to a thread unmeasured; with more, who asks for its queue waits for the thread. */
const MAX_UNMEASURED_BYTES = 8_192;
/** A thread that took nothing for so long has failed. */
const LOST_AFTER_MS = 1_000;

/** What a thread tells its owner of itself. */
export interface ThreadOwner {
  /** It can serve a socket, for the first time or again. */
  idle(thread: SocketThread): void;
  /** It is no more. */
  exited(thread: SocketThread): void;
}

/** One worker thread that blocks in `poll` on its socket and its wake-up. Its calls are those of a channel. */
export class SocketThread {
  /** Resolves when the thread is no more. */
  readonly exited: Promise<void>;
  /** Who is told of the socket that is being served; nobody after `gone`. */
  reader: ChannelReader | undefined;
  remoteAddress = '';
  readonly #wakeUp = EventFd.create();
  readonly #worker: Worker;
  readonly #owner: ThreadOwner;
  #socket: Socket | undefined;
  #progress: Int32Array = new Int32Array(PROGRESS_WORDS);
  /** Bytes that were handed to the thread, modulo 2³². */
  #handed = 0;
  #isLost = false;

  /** @throws OsError where there is no descriptor left. */
  constructor(owner: ThreadOwner) {
    this.#owner = owner;
    this.#worker = new Worker(new URL('./socket-thread-worker.ts', import.meta.url), {
      workerData: this.#wakeUp.fileno(),
      trackUnmanagedFds: false,
    });
    this.#worker.on('message', (message: FromThread) => this.#take(message));
    this.#worker.on('error', () => {}); // `exit` follows
    this.exited = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        this.#wakeUp.close();
        owner.exited(this);
        this.#socket?.close(); // the thread failed and could not do so itself
        this.#over();
        resolve();
      });
    });
  }

  /**
   * Bytes that the thread has offered to the kernel and the kernel has not taken; `drained` follows only these. What is on
   * its way to the thread is not among them, since a thread that waits for a core makes no slow reader of its client: with
   * more than 8 KiB of it, the caller waits until the thread has taken them.
   */
  get bufferedBytes(): number {
    if (this.#unmeasured() > MAX_UNMEASURED_BYTES) this.#catchUp();
    return Atomics.load(this.#progress, QUEUED);
  }

  /** Hands an open socket over; the thread closes it. Only an idle thread takes one. */
  serve(socket: Socket, remoteAddress: string, reader: ChannelReader | undefined): void {
    this.#socket = socket;
    this.remoteAddress = remoteAddress;
    this.reader = reader;
    this.#progress = new Int32Array(new SharedArrayBuffer(PROGRESS_WORDS * Int32Array.BYTES_PER_ELEMENT));
    this.#handed = 0;
    this.#isLost = false;
    this.#post({ kind: 'serve', fd: socket.fileno(), progress: this.#progress });
  }

  send(bytes: Uint8Array): void {
    this.#handed = (this.#handed + bytes.byteLength) | 0;
    this.#post({ kind: 'send', bytes: shared(bytes) });
  }

  pause(): void {
    this.#post({ kind: 'pause' });
  }

  resume(): void {
    this.#post({ kind: 'resume' });
  }

  end(): void {
    this.#post({ kind: 'end' });
  }

  abort(): void {
    this.#post({ kind: 'abort' });
  }

  /** Ends the thread; a socket that it serves is closed. */
  stop(): void {
    this.#isLost = true;
    this.#post({ kind: 'stop' });
  }

  #unmeasured(taken = Atomics.load(this.#progress, TAKEN)): number {
    return this.#isLost ? 0 : (this.#handed - taken) | 0;
  }

  #catchUp(): void {
    const deadline = performance.now() + LOST_AFTER_MS;
    for (;;) {
      const taken = Atomics.load(this.#progress, TAKEN);
      if (this.#unmeasured(taken) <= 0) return;
      const leftMs = Math.max(0, deadline - performance.now());
      this.#isLost = Atomics.wait(this.#progress, TAKEN, taken, leftMs) === 'timed-out';
    }
  }

  #post(message: ToThread): void {
    this.#worker.postMessage(message);
    this.#wakeUp.signal();
  }

  #take(message: FromThread): void {
    if (message.kind === 'received') {
      this.reader?.received(message.bytes);
      Atomics.add(this.#progress, HANDLED, 1);
      this.#wakeUp.signal();
    } else if (message.kind === 'ended') this.reader?.ended();
    else if (message.kind === 'drained') this.reader?.drained();
    else {
      this.#over();
      this.#owner.idle(this);
    }
  }

  #over(): void {
    const { reader } = this;
    this.reader = undefined;
    this.#socket = undefined;
    reader?.gone();
  }
}

/** What was shared last: many sockets are sent the same bytes, one after the other. */
let last: { readonly bytes: Uint8Array; readonly copy: Uint8Array } | undefined;

/** The bytes in memory that threads share, copied once for all who get them. */
function shared(bytes: Uint8Array): Uint8Array {
  if (last?.bytes !== bytes) {
    last = { bytes, copy: new Uint8Array(new SharedArrayBuffer(bytes.byteLength)) };
    last.copy.set(bytes);
  }
  return last.copy;
}
