// A client's way out that remembers what was sent, holds each frame against the schema and the frame limit, and
// takes a replay only when somebody looks, as a connection with a slow reader would (HIST-4).
import { errorFrame, type ServerFrame, type WireErrorCode } from '@hubbub/protocol';
import { checkServerFrame } from '@hubbub/protocol/checks';
import type { EndDetails, Outlet } from '../../src/index.ts';

const encoder = new TextEncoder();

/** An outlet that keeps every frame. */
export class RecordingOutlet implements Outlet {
  /** Called with each frame, in order, when it is taken. */
  watch: (frame: ServerFrame) => void = () => {};
  isEnded = false;
  readonly #maxFrameBytes: number;
  #queue: Iterable<ServerFrame>[] = [];

  constructor(maxFrameBytes: number) {
    this.#maxFrameBytes = maxFrameBytes;
  }

  send(frame: ServerFrame): void {
    this.sendAll([frame]);
  }

  sendAll(frames: Iterable<ServerFrame>): void {
    if (this.isEnded) throw new Error(`sent after the end: ${JSON.stringify([...frames])}`);
    this.#queue.push(frames);
  }

  end(code: WireErrorCode, details: EndDetails = {}): void {
    this.send(errorFrame(code, details));
    this.isEnded = true;
  }

  bye(ref: string | undefined): void {
    this.send({ type: 'closing', ...(ref !== undefined && { ref }), reason: 'bye' });
    this.isEnded = true;
  }

  /** The frames since the last call. */
  take(): ServerFrame[] {
    const frames = this.#queue.flatMap((some) => [...some]);
    this.#queue = [];
    for (const frame of frames) {
      const text = JSON.stringify(frame);
      const checked = checkServerFrame(JSON.parse(text));
      if (!checked.ok) throw new Error(`${checked.message}: ${text}`);
      if (encoder.encode(text).length > this.#maxFrameBytes) throw new Error(`too long: ${text}`);
      this.watch(frame);
    }
    return frames;
  }
}
