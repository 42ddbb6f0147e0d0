// A WebSocket that tells why before `ws` closes it for a violation. Nothing of the chat is in here.
import { WebSocket } from 'ws';

/** What `ws` itself finds wrong in a peer's frames and has an error code for (FRAME-5, FRAME-6). */
export type Violation = 'frame_too_large' | 'invalid_utf8';

const VIOLATIONS: ReadonlyMap<number | undefined, Violation> = new Map([
  [1009, 'frame_too_large'],
  [1007, 'invalid_utf8'],
]);

/**
 * The class handed to `WebSocketServer` as its `WebSocket` option. The receiver of `ws` answers a violation with
 * `close(code)` at once; this says it to `onViolation` first, once, which closes in its stead (WS-5).
 */
export class ChatSocket extends WebSocket {
  onViolation: ((violation: Violation) => void) | undefined;

  override close(code?: number, reason?: string | Buffer): void {
    // An answer to the peer's own close frame carries its reason, empty or not; a violation has none.
    const violation = reason === undefined ? VIOLATIONS.get(code) : undefined;
    const { onViolation } = this;
    if (violation === undefined || onViolation === undefined) {
      super.close(code, reason);
    } else {
      this.onViolation = undefined;
      onViolation(violation);
    }
  }
}
