// RFC 6455 by the suite's own hand, right and wrong frames alike: a suite that used the server's codec could not see
// a fault that both share. No sockets here.
import { createHash, randomBytes } from 'node:crypto';

/** The opcodes of RFC 6455 §5.2. */
export const WS_OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** A frame to write. What is not given is what a correct client does. */
export interface WebSocketFrame {
  readonly opcode: number;
  readonly payload?: Uint8Array | string;
  /** `true` where it is not given. */
  readonly fin?: boolean;
  /** The three reserved bits, 0–7. */
  readonly rsv?: number;
  /** `false` breaks RFC 6455 §5.1. */
  readonly masked?: boolean;
  /** The length that the header states instead of the payload's. */
  readonly statedLength?: number;
}

/** The bytes of one frame from a client. */
export function webSocketFrame(frame: WebSocketFrame): Buffer {
  const payload = Buffer.from(frame.payload ?? '');
  const { fin = true, rsv = 0, masked = true, statedLength: length = payload.length } = frame;
  const header = [(fin ? 0x80 : 0) | (rsv << 4) | frame.opcode];
  const maskBit = masked ? 0x80 : 0;
  if (length < 126) header.push(maskBit | length);
  else if (length < 65_536) header.push(maskBit | 126, length >> 8, length & 0xff);
  else {
    const long = Buffer.alloc(8);
    long.writeBigUInt64BE(BigInt(length));
    header.push(maskBit | 127, ...long);
  }
  if (!masked) return Buffer.concat([Buffer.from(header), payload]);
  const key = randomBytes(4);
  const bytes = Buffer.concat([Buffer.from(header), key, payload]);
  for (let i = 0, at = header.length + 4; i < payload.length; i++, at++)
    bytes[at] = (bytes[at] as number) ^ (key[i & 3] as number);
  return bytes;
}

/** The payload of a close frame. */
export function closePayload(code: number, reason = ''): Buffer {
  const payload = Buffer.alloc(2 + Buffer.byteLength(reason));
  payload.writeUInt16BE(code);
  payload.write(reason, 2);
  return payload;
}

/** A frame that was read. */
export interface ReadFrame {
  readonly fin: boolean;
  readonly rsv: number;
  readonly opcode: number;
  readonly masked: boolean;
  /** The mask, where there is one; `payload` is then still masked. */
  readonly mask?: Buffer;
  readonly payload: Buffer;
  /** The whole frame as it came. */
  readonly raw: Buffer;
}

/** Cuts bytes into frames, without judging them. */
export class WebSocketFrameReader {
  #held: Buffer = Buffer.alloc(0);

  /** Takes bytes and gives the frames that are now complete. */
  push(chunk: Buffer): ReadFrame[] {
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    const frames: ReadFrame[] = [];
    let at = 0;
    for (;;) {
      const read = readFrame(this.#held, at);
      if (read === undefined) break;
      frames.push(read.frame);
      at = read.end;
    }
    this.#held = this.#held.subarray(at);
    return frames;
  }

  /** The length that an unfinished frame's header states; 0 until the header is there. */
  get announcedBytes(): number {
    const held = this.#held;
    if (held.length < 2) return 0;
    const short = held.readUInt8(1) & 0x7f;
    if (short < 126) return short;
    if (short === 126) return held.length < 4 ? 0 : held.readUInt16BE(2);
    return held.length < 10 ? 0 : Number(held.readBigUInt64BE(2));
  }

  /** Gives up the bytes of an unfinished frame. */
  takeHeld(): Buffer {
    const held = this.#held;
    this.#held = Buffer.alloc(0);
    return held;
  }
}

function readFrame(bytes: Buffer, start: number): { frame: ReadFrame; end: number } | undefined {
  if (bytes.length < start + 2) return undefined;
  const first = bytes.readUInt8(start);
  const second = bytes.readUInt8(start + 1);
  let at = start + 2;
  let length = second & 0x7f;
  if (length === 126) {
    if (bytes.length < at + 2) return undefined;
    length = bytes.readUInt16BE(at);
    at += 2;
  } else if (length === 127) {
    if (bytes.length < at + 8) return undefined;
    length = Number(bytes.readBigUInt64BE(at));
    at += 8;
  }
  const masked = (second & 0x80) !== 0;
  const mask = masked ? { mask: bytes.subarray(at, at + 4) } : {};
  if (masked) at += 4;
  const end = at + length;
  if (bytes.length < end) return undefined;
  const flags = { fin: (first & 0x80) !== 0, rsv: (first >> 4) & 7, opcode: first & 0x0f, masked, ...mask };
  return { frame: { ...flags, payload: bytes.subarray(at, end), raw: bytes.subarray(start, end) }, end };
}

/** The upgrade request of a client, and the answer that it must get. */
export interface Upgrade {
  readonly request: string;
  /** The `Sec-WebSocket-Accept` that belongs to the key. */
  readonly accept: string;
}

/** Builds an upgrade request; a header given as `''` is left out. */
export function upgradeRequest(options: {
  host: string;
  path: string;
  subprotocols: readonly string[];
  headers?: Readonly<Record<string, string>> | undefined;
}): Upgrade {
  const key = randomBytes(16).toString('base64');
  const headers: Record<string, string> = {
    Host: options.host,
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Key': key,
    'Sec-WebSocket-Version': '13',
    ...(options.subprotocols.length > 0 && { 'Sec-WebSocket-Protocol': options.subprotocols.join(', ') }),
    ...options.headers,
  };
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    value === '' ? [] : [`${name}: ${value}`],
  );
  return {
    request: `GET ${options.path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`,
    accept: createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64'),
  };
}
