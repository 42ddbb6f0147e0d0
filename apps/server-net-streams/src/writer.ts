// The kit's calls as things to await: asyncio's StreamWriter, whose `write` takes at once and whose back-pressure is
// a promise.
import type { Socket } from 'node:net';
import type { Payload, Transport } from '@hubbub/server-kit';

/** A client's transport, and the two conditions that its coroutines wait for. */
export class Writer implements Transport {
  readonly remoteAddress: string;
  readonly #socket: Socket;
  readonly #life: AbortController;
  #full = Promise.withResolvers<void>();
  #reading: PromiseWithResolvers<void> | undefined;

  constructor(socket: Socket, life: AbortController) {
    this.#socket = socket;
    this.#life = life;
    this.remoteAddress = socket.remoteAddress ?? 'gone';
  }

  get bufferedBytes(): number {
    return this.#socket.writableLength;
  }

  write(payload: Payload): void {
    if (!this.#socket.write(payload.bytes)) this.#full.resolve();
  }

  pause(): void {
    this.#reading ??= Promise.withResolvers();
  }

  resume(): void {
    this.#reading?.resolve();
    this.#reading = undefined;
  }

  close(): void {
    this.#socket.end();
  }

  abort(): void {
    this.#life.abort();
    this.#full.resolve();
    this.resume();
  }

  /** Resolves once the kit lets the client's next bytes in. */
  whenReading(): Promise<void> | undefined {
    return this.#reading?.promise;
  }

  /** Resolves once a write was more than the socket wants to hold. */
  async whenFull(): Promise<void> {
    await this.#full.promise;
    this.#full = Promise.withResolvers();
  }
}
