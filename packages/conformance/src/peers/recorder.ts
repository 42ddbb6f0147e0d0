// The log of one peer and the waits on it. Every wait is a predicate over what was recorded, looked at again after
// each change, so that nothing is lost between two waits. It sends nothing and judges nothing by itself.
import type { ServerFrame } from '@hubbub/protocol';
import { ConformanceViolation } from '../violation.ts';
import type { Closure, Received } from './peer.ts';
import type { ControlFrame } from './wire.ts';
import { shown } from './wire-log.ts';

interface Wait {
  /** Whether the wait is over. */
  check(): boolean;
  fail(error: Error): void;
}

/** Records what one connection brings. */
export class Recorder {
  readonly log: Received[] = [];
  readonly controls: ControlFrame[] = [];
  closure: Closure | undefined;
  /** The first broken invariant; it ends every wait. */
  violation: ConformanceViolation | undefined;
  readonly #waits = new Set<Wait>();
  readonly #signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#failAll(signal.reason as Error), { once: true });
  }

  /** Looks at every wait again; called after each change. */
  changed(): void {
    if (this.violation !== undefined) this.#failAll(this.violation);
    for (const wait of this.#waits) if (wait.check()) this.#waits.delete(wait);
  }

  /** Records a broken invariant, unless there was one. */
  broke(violation: ConformanceViolation): void {
    this.violation ??= violation;
    this.changed();
  }

  /**
   * Waits until `find` gives a value. A closed connection ends the wait at once where `needsOpen`: nothing more can come.
   * @throws ConformanceViolation after `withinMs`, in the words of `expected`.
   */
  until<T>(
    find: () => T | undefined,
    options: { expected: () => string; withinMs: number; needsOpen: boolean; clause?: string },
  ): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const missed = (why: string): ConformanceViolation =>
      new ConformanceViolation(options.expected(), `${why}; ${this.describe()}`, options.clause);
    const check = (): boolean => {
      const found = find();
      if (found !== undefined) resolve(found);
      else if (options.needsOpen && this.closure !== undefined) reject(missed('the connection closed'));
      else return false;
      return true;
    };
    if (this.violation !== undefined) reject(this.violation);
    else if (this.#signal.aborted) reject(this.#signal.reason);
    else if (!check()) {
      const wait: Wait = { check, fail: reject };
      this.#waits.add(wait);
      const timer = setTimeout(() => {
        this.#waits.delete(wait);
        reject(missed(`nothing of the kind within ${Math.round(options.withinMs)} ms`));
      }, options.withinMs);
      return promise.finally(() => clearTimeout(timer));
    }
    return promise;
  }

  /** What came last, in words, for a failure. */
  describe(): string {
    const last = this.log.slice(-3).map(({ frame }) => shown(JSON.stringify(frame), 240));
    const frames = last.length === 0 ? 'no frame came' : `the last frames were ${last.join(' ')}`;
    const { closure } = this;
    if (closure === undefined) return `${frames}; the connection is open`;
    const code = closure.closeCode === undefined ? '' : ` ${closure.closeCode}`;
    return `${frames}; closed (${closure.how}${code})`;
  }

  /** Frames from an index on. */
  from(since: number): ServerFrame[] {
    return this.log.slice(since).map(({ frame }) => frame);
  }

  #failAll(error: Error): void {
    for (const wait of this.#waits) wait.fail(error);
    this.#waits.clear();
  }
}
