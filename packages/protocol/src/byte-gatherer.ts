// A byte string that grows at its end: what a decoder keeps of an unfinished frame. It retains no chunk of its caller.

const NOTHING = new Uint8Array(0);

/** Gathers bytes with amortised growth; capacity stays below twice what was appended. Not exported from the package. */
export class ByteGatherer {
  #bytes: Uint8Array = NOTHING;
  #length = 0;

  /** How many bytes are held. */
  get length(): number {
    return this.#length;
  }

  /** A view of what is held, valid until the next `append` or `clear`. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Copies `source[from, to)` to the end. */
  append(source: Uint8Array, from: number, to: number): void {
    const length = this.#length + to - from;
    if (length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(length, 2 * this.#length));
      grown.set(this.bytes);
      this.#bytes = grown;
    }
    this.#bytes.set(from === 0 && to === source.length ? source : source.subarray(from, to), this.#length);
    this.#length = length;
  }

  /** Lets go of everything, the memory too: an idle connection holds none. */
  clear(): void {
    this.#bytes = NOTHING;
    this.#length = 0;
  }
}
