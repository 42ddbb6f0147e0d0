// Which of the bytes that a transport still holds are a client's own replies: those never evict it (FLOW-2).

interface Segment {
  /** Where the segment ends, in bytes ever written to the transport. */
  readonly end: number;
  readonly bytes: number;
}

/** Remembers where own replies lie in what was written; empty while the client reads. */
export class OwnBytes {
  #segments: Segment[] = [];

  /** Whether nothing is remembered. */
  get isEmpty(): boolean {
    return this.#segments.length === 0;
  }

  /** `bytes` of what was just written, up to the position `end`, are own replies. */
  add(end: number, bytes: number): void {
    this.#segments.push({ end, bytes });
  }

  /** How many own bytes lie behind the position `taken`, up to which the kernel took everything. */
  after(taken: number): number {
    let stale = 0;
    while (stale < this.#segments.length && (this.#segments[stale] as Segment).end <= taken) stale++;
    if (stale > 0) this.#segments.splice(0, stale);
    let sum = 0;
    for (const { end, bytes } of this.#segments) sum += Math.min(bytes, end - taken);
    return sum;
  }
}
