// The websocket binding (§2): the upgrade to /hubbub, then a frame a text message.
import { isReadFrame, parseJson } from './read-frame.ts';
import {
  type FrameHead,
  isAcceptedUpgrade,
  maskedFrame,
  OPCODE,
  readFrameHead,
  upgradeRequest,
} from './web-socket-frames.ts';
import type { ScanKind, Scanner, Wire } from './wire.ts';

const NOTHING = Buffer.alloc(0);
const END_OF_HEAD = Buffer.from('\r\n\r\n');

/** Scans an upgrade's answer, then WebSocket frames. A fragmented message counts as broken: no server here needs it. */
export class WebSocketScanner implements Scanner {
  next = 0;
  start = 0;
  end = 0;
  reply: Buffer = NOTHING;
  readonly #head: FrameHead = { isFinal: true, opcode: 0, start: 0, end: 0 };
  readonly #key: string;
  #isUpgraded = false;

  /** `key` is the one that the upgrade request carried. */
  constructor(key: string) {
    this.#key = key;
  }

  scan(bytes: Buffer, from: number, to: number): ScanKind {
    if (!this.#isUpgraded) return this.#scanUpgrade(bytes, from, to);
    const head = this.#head;
    const found = readFrameHead(bytes, from, to, head);
    if (found !== 'whole') return found;
    this.next = head.end;
    this.start = head.start;
    this.end = head.end;
    if (!head.isFinal) return 'broken';
    switch (head.opcode) {
      case OPCODE.text:
        return 'frame';
      case OPCODE.ping:
        this.reply = maskedFrame(OPCODE.pong, bytes.subarray(head.start, head.end));
        return 'reply';
      case OPCODE.pong:
        return 'skip';
      case OPCODE.close:
        return 'end';
      default:
        return 'broken';
    }
  }

  #scanUpgrade(bytes: Buffer, from: number, to: number): ScanKind {
    const at = bytes.indexOf(END_OF_HEAD, from);
    if (at === -1 || at + END_OF_HEAD.length > to) return 'incomplete';
    this.next = at + END_OF_HEAD.length;
    if (!isAcceptedUpgrade(bytes.toString('latin1', from, at + 2), this.#key)) return 'broken';
    this.#isUpgraded = true;
    return 'open';
  }
}

/** Frames as WebSocket text messages on `/hubbub`, subprotocol `hubbub.v1`. */
export const webSocketWire: Wire = {
  connect(url) {
    const { key, bytes } = upgradeRequest(url.host, url.pathname, 'hubbub.v1');
    return { greeting: bytes, scanner: new WebSocketScanner(key) };
  },
  encode: (frame) => maskedFrame(OPCODE.text, Buffer.from(JSON.stringify(frame))),
  decode: (json) => {
    const value = parseJson(json);
    return isReadFrame(value) ? value : undefined;
  },
};
