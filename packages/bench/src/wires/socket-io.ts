// The Socket.IO binding (§2): Engine.IO 4 over its WebSocket transport, Socket.IO 5 packets in it, a frame an event.
// Long-polling and acknowledgements are conformance's concern, not load's.
import { parseJson } from './read-frame.ts';
import { WebSocketScanner } from './web-socket.ts';
import { maskedFrame, OPCODE, upgradeRequest } from './web-socket-frames.ts';
import type { ScanKind, Scanner, Wire } from './wire.ts';

// Engine.IO packet types, then Socket.IO's (the second character of a message packet).
const ENGINE = { open: 0x30, close: 0x31, ping: 0x32, message: 0x34 } as const;
const PACKET = { connect: 0x30, disconnect: 0x31, event: 0x32, connectError: 0x34 } as const;

const textFrame = (packet: string): Buffer => maskedFrame(OPCODE.text, Buffer.from(packet));

class SocketIoScanner implements Scanner {
  next = 0;
  start = 0;
  end = 0;
  reply: Buffer = Buffer.alloc(0);
  readonly #frames: WebSocketScanner;

  constructor(key: string) {
    this.#frames = new WebSocketScanner(key);
  }

  scan(bytes: Buffer, from: number, to: number): ScanKind {
    const found = this.#frames.scan(bytes, from, to);
    this.next = this.#frames.next;
    this.reply = this.#frames.reply;
    if (found === 'open') return 'skip';
    if (found !== 'frame') return found;
    const { start, end } = this.#frames;
    switch (bytes[start]) {
      case ENGINE.open:
        this.reply = textFrame('40');
        return 'reply';
      case ENGINE.ping:
        this.reply = textFrame('3');
        return 'reply';
      case ENGINE.close:
        return 'end';
      case ENGINE.message:
        return this.#scanPacket(bytes, start + 1, end);
      default:
        return 'skip';
    }
  }

  #scanPacket(bytes: Buffer, start: number, end: number): ScanKind {
    switch (bytes[start]) {
      case PACKET.connect:
        return 'open';
      case PACKET.event:
        this.start = start + 1;
        this.end = end;
        return 'frame';
      case PACKET.disconnect:
      case PACKET.connectError:
        return 'end';
      default:
        return 'skip';
    }
  }
}

/** Frames as Socket.IO events over the WebSocket transport. */
export const socketIoWire: Wire = {
  connect(url) {
    const { key, bytes } = upgradeRequest(url.host, '/socket.io/?EIO=4&transport=websocket');
    return { greeting: bytes, scanner: new SocketIoScanner(key) };
  },
  encode: ({ type, ...members }) => textFrame(`42${JSON.stringify([type, members])}`),
  decode: (json) => {
    const value = parseJson(json);
    if (!Array.isArray(value) || typeof value[0] !== 'string') return undefined;
    const members: unknown = value[1] ?? {};
    return typeof members === 'object' ? { ...members, type: value[0] } : undefined;
  },
};
