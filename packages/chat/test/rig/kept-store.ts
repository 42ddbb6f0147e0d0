// A store that outlives the logs over it, as a file does; it answers at once, or when the test says so.
import type { Commit, LogEntry, LogStore } from '../../src/index.ts';

/** What a restart finds again. */
export class KeptStore {
  /** Messages by room, rooms in the order of their last use. */
  readonly kept = new Map<string, LogEntry[]>();
  /** Orders that were not carried out yet; `undefined`: they are at once. */
  held: (() => void)[] | undefined;
  /** Whether commits fail. */
  isBroken = false;
  commits = 0;

  /** The store as a log that starts now sees it. */
  open(): LogStore {
    return {
      rooms: new Map([...this.kept].map(([room, entries]) => [room, entries.at(-1)?.seq ?? 0])),
      load: (room, done) => this.#order(() => done([...(this.kept.get(room) ?? [])])),
      commit: (commit, done) => this.#order(() => done(this.#commit(commit))),
    };
  }

  /** Carries out the oldest order held. */
  next(): void {
    this.held?.shift()?.();
  }

  #order(task: () => void): void {
    if (this.held === undefined) task();
    else this.held.push(task);
  }

  #commit({ forgotten, appended }: Commit): boolean {
    if (this.isBroken) return false;
    this.commits++;
    for (const room of forgotten) this.kept.delete(room);
    for (const { room, entry } of appended) {
      const entries = this.kept.get(room) ?? [];
      if (entry.seq !== (entries.at(-1)?.seq ?? 0) + 1) throw new Error(`a gap before ${room} ${entry.seq}`);
      this.kept.delete(room);
      this.kept.set(room, [...entries, entry]);
    }
    return true;
  }
}
