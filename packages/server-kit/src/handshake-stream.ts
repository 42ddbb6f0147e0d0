// A byte stream as Node's streams have it, for as long as Node's HTTP parser reads an upgrade request from it.
import { Duplex } from 'node:stream';
import type { ByteReader, ByteStream } from './byte-stream.ts';

/** What a `node:http` server takes for a socket. */
export class HandshakeStream extends Duplex implements ByteReader {
  readonly remoteAddress: string;
  readonly bytes: ByteStream;
  #timer: NodeJS.Timeout | undefined;

  constructor(bytes: ByteStream) {
    super({ allowHalfOpen: true });
    this.bytes = bytes;
    this.remoteAddress = bytes.remoteAddress;
  }

  /** As `net.Socket` has it; the timer ends with the stream. */
  setTimeout(timeoutMs: number, onTimeout: () => void = () => {}): this {
    clearTimeout(this.#timer);
    if (timeoutMs > 0) this.#timer = setTimeout(onTimeout, timeoutMs);
    return this;
  }

  received(bytes: Uint8Array): void {
    this.push(Buffer.from(bytes)); // a copy: the parser may keep it
  }

  ended(): void {
    this.push(null);
  }

  drained(): void {}

  gone(): void {
    this.destroy();
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.bytes.send(chunk);
    done();
  }

  override _final(done: () => void): void {
    this.bytes.end();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.#timer);
    this.bytes.abort();
    done(error);
  }
}
