// What follows Transport.close: a peer that lets us wait is dropped, so that no closed connection lives on.
import type { Transport } from './contract.ts';
import type { Deadline, Deadlines } from './deadlines.ts';

/** How long a peer may take without taking a byte. */
export const CLOSE_GRACE_MS = 1_000;

/** Aborts a closing transport once a grace passed in which the kernel took nothing of what is left. */
export class Farewell implements Deadline {
  readonly #transport: Transport;
  readonly #deadlines: Deadlines;
  readonly #isPatient: boolean;
  #buffered: number;

  /** `isPatient`: a peer that still takes bytes gets another grace; one that was evicted does not. */
  constructor(transport: Transport, deadlines: Deadlines, nowMs: number, isPatient: boolean) {
    this.#transport = transport;
    this.#deadlines = deadlines;
    this.#isPatient = isPatient;
    this.#buffered = transport.bufferedBytes;
    deadlines.set(this, nowMs + CLOSE_GRACE_MS);
  }

  due(nowMs: number): void {
    const buffered = this.#transport.bufferedBytes;
    if (this.#isPatient && buffered < this.#buffered) {
      this.#buffered = buffered;
      this.#deadlines.set(this, nowMs + CLOSE_GRACE_MS);
    } else this.#transport.abort();
  }

  /** The transport is gone. */
  stop(): void {
    this.#deadlines.clear(this);
  }
}
