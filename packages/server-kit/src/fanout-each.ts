// Fan-out as tutorials do it: a write for each message and member, at once. The message is still encoded only once.
import type { ServerFrame } from '@hubbub/protocol';
import type { Fanout } from './fanout.ts';
import type { Outbox } from './outbox.ts';
import { type Entry, FrameEntry } from './payload.ts';

/** The mode `each`. */
export class EachFanout implements Fanout {
  readonly joinsFrames = false;
  readonly #rooms = new Map<string, Set<Outbox>>();

  join(room: string, outbox: Outbox): void {
    const members = this.#rooms.get(room);
    if (members === undefined) this.#rooms.set(room, new Set([outbox]));
    else members.add(outbox);
  }

  leave(room: string, outbox: Outbox): void {
    const members = this.#rooms.get(room);
    members?.delete(outbox);
    if (members?.size === 0) this.#rooms.delete(room);
  }

  publish(room: string, frame: ServerFrame): void {
    const members = this.#rooms.get(room);
    if (members === undefined) return;
    const entry = new FrameEntry(frame, false);
    for (const outbox of members) outbox.takeOne(entry);
  }

  tell(outboxes: Iterable<Outbox>, frame: ServerFrame): void {
    const entry = new FrameEntry(frame, false);
    for (const outbox of outboxes) outbox.takeOne(entry);
  }

  post(outbox: Outbox, entry: Entry): void {
    outbox.takeOne(entry);
  }

  held(): void {}

  flush(): void {}
}
