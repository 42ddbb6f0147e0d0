// The one thing a case throws where the server is wrong. Everything else that is thrown blames the harness.

/** What a server did against a clause: told with what was expected and what was seen instead. */
export class ConformanceViolation extends Error {
  override readonly name = 'ConformanceViolation';
  readonly expected: string;
  readonly seen: string;
  /** A standing invariant's clause where it is not the case's own. */
  readonly clause: string | undefined;

  constructor(expected: string, seen: string, clause?: string) {
    super(`expected ${expected}; seen: ${seen}`);
    this.expected = expected;
    this.seen = seen;
    this.clause = clause;
  }
}
