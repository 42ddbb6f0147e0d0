// How full one client's outbox is, and with whose bytes: what others sent counts against `limits.maxOutboxBytes`, a
// client's own replies do not (FLOW-1, FLOW-2).
import type { Transport } from './contract.ts';

interface Segment {
  /** Where the segment ends, in bytes ever written to the transport. */
  readonly end: number;
  readonly bytes: number;
}

/** Counts what is written, and remembers where own replies lie in it; while the client reads it remembers nothing. */
export class OutboxMeter {
  /** Bytes of others that wait behind a backlog (HIST-4). */
  heldBytes = 0;
  readonly #transport: Transport;
  readonly #maxBytes: number;
  #written = 0;
  #ownSegments: Segment[] = [];

  constructor(transport: Transport, maxBytes: number) {
    this.#transport = transport;
    this.#maxBytes = maxBytes;
  }

  /** Bytes that the kernel ever took. */
  get takenBytes(): number {
    return this.#written - this.#transport.bufferedBytes;
  }

  /** Bytes of own replies that the transport still holds. */
  get ownBytes(): number {
    if (this.#ownSegments.length === 0) return 0;
    const taken = this.takenBytes;
    const stale = this.#ownSegments.findIndex(({ end }) => end > taken);
    this.#ownSegments.splice(0, stale < 0 ? this.#ownSegments.length : stale);
    let sum = 0;
    for (const { end, bytes } of this.#ownSegments) sum += Math.min(bytes, end - taken);
    return Math.min(sum, this.#transport.bufferedBytes);
  }

  /** `bytes` were written, `ownBytes` of them own replies. */
  wrote(bytes: number, ownBytes: number): void {
    this.#written += bytes;
    if (ownBytes !== 0 && this.#transport.bufferedBytes !== 0) {
      this.#ownSegments.push({ end: this.#written, bytes: ownBytes });
    }
  }

  /**
   * Whether a payload must not be written any more. A transport that holds nothing has a reader, so its next payload
   * is let through whatever its size.
   */
  refuses(bytes: number, ownBytes: number): boolean {
    const buffered = this.#transport.bufferedBytes;
    return buffered !== 0 && buffered + bytes > this.#maxBytes && this.wouldPass(bytes - ownBytes);
  }

  /** Whether others' bytes would pass the limit with `more` of them. */
  wouldPass(more: number): boolean {
    if (more <= 0) return false;
    return this.#transport.bufferedBytes - this.ownBytes + this.heldBytes + more > this.#maxBytes;
  }
}
