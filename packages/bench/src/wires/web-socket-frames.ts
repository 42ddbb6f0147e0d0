// RFC 6455 from the client's side: the upgrade request and its answer, masked frames out, frames in.
// No extensions, no sockets.
import { createHash, randomBytes } from 'node:crypto';

/** WebSocket opcodes (RFC 6455 §5.2). */
export const OPCODE = Object.freeze({ continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 });

const HANDSHAKE_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** The upgrade request for a path, with the key that {@link isAcceptedUpgrade} needs (RFC 6455 §4.1). */
export function upgradeRequest(
  host: string,
  path: string,
  subprotocol?: string,
): { key: string; bytes: Buffer } {
  const key = randomBytes(16).toString('base64');
  const offer = subprotocol === undefined ? '' : `Sec-WebSocket-Protocol: ${subprotocol}\r\n`;
  const text =
    `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
    `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n${offer}\r\n`;
  return { key, bytes: Buffer.from(text, 'latin1') };
}

/** Whether an HTTP head is a 101 that accepts this key (RFC 6455 §4.2.2). */
export function isAcceptedUpgrade(head: string, key: string): boolean {
  const accept = createHash('sha1').update(`${key}${HANDSHAKE_GUID}`).digest('base64');
  const stated = /^sec-websocket-accept:[ \t]*(\S+)/im.exec(head)?.[1];
  return head.startsWith('HTTP/1.1 101') && stated === accept;
}

/** One masked, unfragmented frame (RFC 6455 §5.3). */
export function maskedFrame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const lengthBytes = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const header = 2 + lengthBytes + 4;
  const frame = Buffer.allocUnsafe(header + length);
  frame[0] = 0x80 | opcode;
  frame[1] = 0x80 | (lengthBytes === 0 ? length : lengthBytes === 2 ? 126 : 127);
  if (lengthBytes === 2) frame.writeUInt16BE(length, 2);
  if (lengthBytes === 8) frame.writeBigUInt64BE(BigInt(length), 2);
  const mask = randomBytes(4);
  mask.copy(frame, header - 4);
  for (let i = 0; i < length; i++) frame[header + i] = (payload[i] ?? 0) ^ (mask[i & 3] ?? 0);
  return frame;
}

/** The head of one frame from a server. Reused: {@link readFrameHead} overwrites it. */
export interface FrameHead {
  isFinal: boolean;
  opcode: number;
  /** Where the payload begins and ends; the end may lie beyond the bytes at hand. */
  start: number;
  end: number;
}

/**
 * Reads the head of the frame at `from`.
 * @returns `incomplete` where the head or the payload is not there yet, `broken` for a mask or reserved bits.
 */
export function readFrameHead(
  bytes: Buffer,
  from: number,
  to: number,
  head: FrameHead,
): 'whole' | 'incomplete' | 'broken' {
  if (to - from < 2) return 'incomplete';
  const first = bytes[from] ?? 0;
  const second = bytes[from + 1] ?? 0;
  if ((first & 0x70) !== 0 || (second & 0x80) !== 0) return 'broken';
  let start = from + 2;
  let length = second;
  if (second === 126) {
    start += 2;
    if (to < start) return 'incomplete';
    length = bytes.readUInt16BE(from + 2);
  } else if (second === 127) {
    start += 8;
    if (to < start) return 'incomplete';
    length = Number(bytes.readBigUInt64BE(from + 2));
  }
  head.isFinal = (first & 0x80) !== 0;
  head.opcode = first & 0x0f;
  head.start = start;
  head.end = start + length;
  return head.end > to ? 'incomplete' : 'whole';
}
