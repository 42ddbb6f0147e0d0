// Clients that lost their nick to a newer connection while a message of theirs was still on its way. Their
// successors wait here, for a room must not hold the same nick twice (NICK-5, SAY-7).

/** Who is still leaving, by nick key. */
export class Departures {
  readonly #waiting = new Map<string, (() => void)[]>();

  /** Somebody under this key has begun to leave. */
  begin(key: string): void {
    this.#waiting.set(key, []);
  }

  /** It has left: its successor goes on. */
  end(key: string): void {
    const waiting = this.#waiting.get(key);
    this.#waiting.delete(key);
    for (const go of waiting ?? []) go();
  }

  /** Calls `go` when nobody under this key is leaving, at once where that is so now. */
  after(key: string, go: () => void): void {
    const waiting = this.#waiting.get(key);
    if (waiting === undefined) go();
    else waiting.push(go);
  }
}
