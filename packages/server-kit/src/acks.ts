// Socket.IO acknowledgements: which request's reply goes to which callback (SIO-1). Nothing of order is decided here.
import type { ServerFrame } from '@hubbub/protocol';
import { type Ack, FrameEntry } from './payload.ts';

// A client's ref is at most 64 bytes, so one of these can never be a client's.
const PREFIX = 'acknowledged:'.padEnd(65, '·');

/** Open acknowledgements of one connection. */
export class Acks {
  readonly #open = new Map<string, { ack: Ack; ref: string | undefined }>();
  #last = 0;

  /** Registers a callback; the answer is the `ref` that its request must carry through the engine. */
  open(ack: Ack, ref: string | undefined): string {
    const inner = PREFIX + ++this.#last;
    this.#open.set(inner, { ack, ref });
    return inner;
  }

  /** The entry for a reply: with the callback and the client's own `ref` where the request had a callback. */
  entryFor(frame: ServerFrame): FrameEntry | undefined {
    if (!('ref' in frame) || frame.ref === undefined) return undefined;
    const found = this.#open.get(frame.ref);
    if (found === undefined) return undefined;
    this.#open.delete(frame.ref);
    const { ref: _inner, ...rest } = frame;
    const outer = (found.ref === undefined ? rest : { ...rest, ref: found.ref }) as ServerFrame;
    return new FrameEntry(outer, true, found.ack);
  }
}
