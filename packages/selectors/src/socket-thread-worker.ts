// A thread: it blocks in poll until its client's socket is ready or it is woken, and does nothing else. It serves one
// client after the other; of what is said it knows nothing.
import { flushCompileCache } from 'node:module';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { Channel, type ChannelReader, type Handler } from './channel.ts';
import { EventFd } from './event-fd.ts';
import { PollSelector } from './poll-selector.ts';
import { EVENT_READ } from './selector-key.ts';
import { Socket } from './socket.ts';
import { type FromThread, HANDLED, PROGRESS_WORDS, QUEUED, TAKEN, type ToThread } from './thread-messages.ts';

/** Chunks that may be on their way to the owner; with more, reading stops until it has caught up. */
const MAX_CHUNKS = 4;

const port = parentPort as NonNullable<typeof parentPort>;
const selector = new PollSelector<Handler>();
const wakeUp = EventFd.from(workerData as number);
let client: Client | undefined;
/** The progress of the last client, also when it is gone: its owner may not know yet, and wait. */
let progress: Int32Array = new Int32Array(PROGRESS_WORDS);
/** Bytes that came since the owner was told. */
let taken = 0;
let isRunning = true;

class Client implements ChannelReader {
  readonly #channel: Channel;
  #chunks = 0;
  #isPaused = false;

  constructor(fd: number) {
    this.#channel = new Channel(Socket.from(fd), selector);
    this.#channel.reader = this;
  }

  take(message: ToThread): void {
    if (message.kind === 'send') this.#channel.send(message.bytes);
    else if (message.kind === 'end') this.#channel.end();
    else if (message.kind === 'abort') this.#channel.abort();
    else if (message.kind === 'pause' || message.kind === 'resume') this.#isPaused = message.kind === 'pause';
  }

  /** Tells how far it is, and reads on or not. */
  settle(): void {
    Atomics.store(progress, QUEUED, this.#channel.bufferedBytes);
    const isBehind = this.#chunks - Atomics.load(progress, HANDLED) >= MAX_CHUNKS;
    if (this.#isPaused || isBehind) this.#channel.pause();
    else this.#channel.resume();
  }

  received(bytes: Uint8Array): void {
    this.#chunks++;
    const own = bytes.slice();
    tell({ kind: 'received', bytes: own }, own.buffer);
  }

  ended(): void {
    tell({ kind: 'ended' });
  }

  drained(): void {
    this.settle();
    tell({ kind: 'drained' });
  }

  gone(): void {
    client = undefined;
    tell({ kind: 'idle' });
  }
}

function tell(message: FromThread, ...transfer: ArrayBuffer[]): void {
  port.postMessage(message, transfer);
}

selector.register(wakeUp, EVENT_READ, () => {
  wakeUp.clear();
  for (let got = receiveMessageOnPort(port); got !== undefined; got = receiveMessageOnPort(port)) {
    const message = got.message as ToThread;
    if (message.kind === 'stop') isRunning = false;
    else if (message.kind === 'serve') {
      ({ progress } = message);
      taken = 0;
      client = new Client(message.fd);
    } else client?.take(message);
    if (message.kind === 'send') taken += message.bytes.byteLength;
  }
});

tell({ kind: 'idle' });
flushCompileCache(); // for the threads after this one: by itself Node writes at a thread's end
while (isRunning) {
  for (const [key, events] of selector.select()) key.data(key, events);
  client?.settle();
  // Who waits for this looks at the queue next, so that is told first.
  if (taken !== 0) {
    Atomics.add(progress, TAKEN, taken);
    Atomics.notify(progress, TAKEN);
    taken = 0;
  }
  await undefined; // this thread never returns to its event loop; promises run here
}
