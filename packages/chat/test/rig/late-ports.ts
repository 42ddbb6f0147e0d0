// A log and a directory that do and answer everything later, in whatever order the test picks: only the promises
// of the ports are kept (each room's entries in seq order, an append's answer after its entry).
import {
  createMemoryDirectory,
  createMemoryLog,
  type LogEntry,
  type MemoryLogOptions,
  type NickDirectory,
  type RoomLog,
} from '../../src/index.ts';

/** Things that are still to happen; which is next is the test's choice. */
export class Turns {
  readonly #tasks: (() => void)[] = [];

  /** How many things are still to happen. */
  get size(): number {
    return this.#tasks.length;
  }

  later(task: () => void): void {
    this.#tasks.push(task);
  }

  /** Lets one of them happen; any number picks one. */
  take(pick: number): void {
    const [task] = this.#tasks.splice(pick % Math.max(1, this.#tasks.length), 1);
    task?.();
  }
}

/** Creates a log in memory that takes its time. */
export function createLateLog(options: MemoryLogOptions, turns: Turns): RoomLog {
  const inner = createMemoryLog(options);
  const onTheirWay = new Map<string, { entry: LogEntry; answer: () => void }[]>();
  let listener: (room: string, entry: LogEntry) => void = () => {};
  let numbered: LogEntry | undefined;
  inner.onAppended((_room, entry) => {
    numbered = entry;
  });
  const comeBack = (room: string): void => {
    const next = onTheirWay.get(room)?.shift();
    if (next === undefined) return;
    listener(room, next.entry);
    next.answer();
  };
  return {
    append(room, draft, done) {
      turns.later(() => {
        numbered = undefined;
        inner.append(room, draft, (result) => {
          const answer = () => turns.later(() => done(result));
          if (numbered === undefined) {
            answer();
            return;
          }
          const queue = onTheirWay.get(room) ?? [];
          onTheirWay.set(room, queue);
          queue.push({ entry: numbered, answer });
          turns.later(() => comeBack(room));
        });
      });
    },
    onAppended(newListener) {
      listener = newListener;
    },
    lastSeq(room, done) {
      turns.later(() => inner.lastSeq(room, (seq) => turns.later(() => done(seq))));
    },
    read(room, range, done) {
      turns.later(() =>
        inner.read(room, range, (entries, oldest) => turns.later(() => done(entries, oldest))),
      );
    },
    occupied: inner.occupied,
  };
}

/** Creates a directory in memory that takes its time with all but releases. */
export function createLateDirectory(turns: Turns): NickDirectory {
  const inner = createMemoryDirectory();
  return {
    claim(key, nick, holder, token, done) {
      turns.later(() => inner.claim(key, nick, holder, token, (result) => turns.later(() => done(result))));
    },
    release: inner.release,
    find(key, done) {
      turns.later(() => inner.find(key, (found) => turns.later(() => done(found))));
    },
  };
}
