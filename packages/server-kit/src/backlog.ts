// A replay that a client asked for: pulled as it reads, with everything that comes meanwhile behind it (HIST-4).
import type { ServerFrame } from '@hubbub/protocol';
import { type Entry, FrameEntry } from './payload.ts';

/** How much is put into one payload. */
const CHUNK_CHARS = 32_768;

/** Frames that are still to be made, and entries that wait for the last of them. */
export class Backlog {
  /** What was queued after the backlog began. */
  readonly held: Entry[] = [];
  readonly #frames: Iterator<ServerFrame>;
  #isOver = false;

  constructor(frames: Iterable<ServerFrame>) {
    this.#frames = frames[Symbol.iterator]();
  }

  /** Whether the last chunk was taken. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The next frames, about 32 KiB of them; they are the client's own replies. */
  takeChunk(): FrameEntry[] {
    const chunk: FrameEntry[] = [];
    for (let chars = 0; chars < CHUNK_CHARS; ) {
      const { value, done } = this.#frames.next();
      if (done) {
        this.#isOver = true;
        break;
      }
      const entry = new FrameEntry(value, true);
      chars += entry.text.length;
      chunk.push(entry);
    }
    return chunk;
  }
}
