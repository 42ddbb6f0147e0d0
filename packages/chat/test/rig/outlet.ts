// A client's way out that remembers what was sent, so that tests can look at it in order.
import { errorFrame, type ServerFrame, type WireErrorCode } from '@hubbub/protocol';
import type { EndDetails, Outlet } from '../../src/index.ts';

/** An outlet that keeps every frame; `taken` is where {@link RecordingOutlet.take} has read to. */
export class RecordingOutlet implements Outlet {
  readonly frames: ServerFrame[] = [];
  /** Called with each frame as it is sent. */
  watch: (frame: ServerFrame) => void = () => {};
  isEnded = false;
  #taken = 0;

  send(frame: ServerFrame): void {
    if (this.isEnded) throw new Error(`sent after the end: ${JSON.stringify(frame)}`);
    this.frames.push(frame);
    this.watch(frame);
  }

  sendAll(frames: Iterable<ServerFrame>): void {
    for (const frame of frames) this.send(frame);
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
    const frames = this.frames.slice(this.#taken);
    this.#taken = this.frames.length;
    return frames;
  }
}
