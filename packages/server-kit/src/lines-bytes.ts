// The lines binding for servers that own their sockets: bytes up, bytes down.
import type { ByteReader, ByteStream } from './byte-stream.ts';
import type { Connection, Kit, Payload, Transport } from './contract.ts';

/** A client of the lines binding; making one takes its place and its stream's reader. */
export class LinesPeer implements Transport, ByteReader {
  /** Where the client is; it may be changed when another stream takes the connection over. */
  bytes: ByteStream;
  /** Whether there was no place for it: it was told so, and ends by itself (CAP-1). */
  readonly isRefused: boolean;
  readonly remoteAddress: string;
  readonly #connection: Connection<'lines'>;

  constructor(kit: Kit, bytes: ByteStream) {
    this.bytes = bytes;
    this.remoteAddress = bytes.remoteAddress;
    bytes.reader = this;
    const place = kit.admit(this);
    this.isRefused = place.refused !== undefined;
    this.#connection = place.open('lines', this);
  }

  get bufferedBytes(): number {
    return this.bytes.bufferedBytes;
  }

  write(payload: Payload): void {
    this.bytes.send(payload.bytes);
  }

  pause(): void {
    this.bytes.pause();
  }

  resume(): void {
    this.bytes.resume();
  }

  close(): void {
    this.bytes.end();
  }

  abort(): void {
    this.bytes.abort();
  }

  received(bytes: Uint8Array): void {
    this.#connection.receive(bytes);
  }

  ended(): void {
    this.#connection.peerEnded();
  }

  drained(): void {
    this.#connection.drained();
  }

  gone(): void {
    this.#connection.closed();
  }
}
