// WebSocket frames to bytes (RFC 6455 §5). It draws no randomness: a client hands in its masks.
import { utf8Length } from './text.ts';

/** The opcodes of RFC 6455 §5.2. */
export const OPCODE = Object.freeze({ continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 });

/** One frame as {@link encodeFrame} takes it; anything may be wrong in it, so that tests can send it. */
export interface RawFrame {
  /** 0–15 (RFC 6455 §5.2). */
  readonly opcode: number;
  /** Whether this is the message's last frame; `true` unless stated. */
  readonly fin?: boolean;
  /** The reserved bits as a number from 0 to 7, RSV1 being 4; 0 unless stated. */
  readonly rsv?: number;
  readonly payload: Uint8Array;
  /** The four bytes of the masking key; without it the frame is not masked, as a server's must be. */
  readonly mask?: Uint8Array | undefined;
}

const encoder = new TextEncoder();
const NOTHING = new Uint8Array(0);

const headerLength = (payloadLength: number): number =>
  payloadLength < 126 ? 2 : payloadLength < 65_536 ? 4 : 10;

/** Writes the header without a mask at `at`, with the shortest length that fits (RFC 6455 §5.2). */
function writeHeader(
  into: Uint8Array,
  at: number,
  first: number,
  payloadLength: number,
  maskBit: number,
): void {
  into[at] = first;
  if (payloadLength < 126) {
    into[at + 1] = maskBit | payloadLength;
  } else if (payloadLength < 65_536) {
    into[at + 1] = maskBit | 126;
    into[at + 2] = payloadLength >>> 8;
    into[at + 3] = payloadLength;
  } else {
    into[at + 1] = maskBit | 127;
    const view = new DataView(into.buffer, into.byteOffset);
    view.setUint32(at + 2, Math.floor(payloadLength / 0x1_0000_0000));
    view.setUint32(at + 6, payloadLength >>> 0);
  }
}

/** One frame, complete with header and mask. Nothing is checked. */
export function encodeFrame({ opcode, fin = true, rsv = 0, payload, mask }: RawFrame): Uint8Array {
  const maskAt = headerLength(payload.length);
  const payloadAt = mask === undefined ? maskAt : maskAt + 4;
  const frame = new Uint8Array(payloadAt + payload.length);
  writeHeader(
    frame,
    0,
    (fin ? 0x80 : 0) | (rsv << 4) | opcode,
    payload.length,
    mask === undefined ? 0 : 0x80,
  );
  frame.set(payload, payloadAt);
  if (mask !== undefined) {
    frame.set(mask, maskAt);
    for (let i = 0; i < payload.length; i++) {
      frame[payloadAt + i] = (payload[i] as number) ^ (mask[i & 3] as number);
    }
  }
  return frame;
}

/**
 * JSON texts as a server's text frames, one each, in one buffer and one allocation, to be built once for all receivers.
 */
export function encodeTextFrames(texts: readonly string[]): Uint8Array {
  // One call of the encoder costs more than the bytes of a small frame, so all texts go through it together. NULs,
  // one byte each in UTF-8, keep the place of the headers, which are no UTF-8 themselves.
  let joined = '';
  const lengths = new Array<number>(texts.length);
  for (let i = 0; i < texts.length; i++) {
    const text = texts[i] as string;
    const length = utf8Length(text);
    lengths[i] = length;
    joined += (length < 126 ? '\0\0' : length < 65_536 ? '\0\0\0\0' : '\0\0\0\0\0\0\0\0\0\0') + text;
  }
  const frames = encoder.encode(joined);
  let at = 0;
  for (const length of lengths) {
    writeHeader(frames, at, 0x80 | OPCODE.text, length, 0);
    at += headerLength(length) + length;
  }
  return frames;
}

/** One text as a client's frame, masked with the given four random bytes (RFC 6455 §5.3). */
export function encodeClientTextFrame(text: string, mask: Uint8Array): Uint8Array {
  return encodeFrame({ opcode: OPCODE.text, payload: encoder.encode(text), mask });
}

/** A close frame; without a code it has no payload. The reason is at most 123 bytes (RFC 6455 §5.5.1). */
export function encodeCloseFrame(code?: number, reason = '', mask?: Uint8Array): Uint8Array {
  if (code === undefined) return encodeFrame({ opcode: OPCODE.close, payload: NOTHING, mask });
  const text = encoder.encode(reason);
  const payload = new Uint8Array(2 + text.length);
  payload[0] = code >>> 8;
  payload[1] = code;
  payload.set(text, 2);
  return encodeFrame({ opcode: OPCODE.close, payload, mask });
}

/** A ping frame; the payload is at most 125 bytes (RFC 6455 §5.5.2). Not the protocol's own `ping` (LIVE-2). */
export function encodePingFrame(payload: Uint8Array, mask?: Uint8Array): Uint8Array {
  return encodeFrame({ opcode: OPCODE.ping, payload, mask });
}

/** A pong frame, with the payload of the ping that it answers (RFC 6455 §5.5.3). */
export function encodePongFrame(payload: Uint8Array, mask?: Uint8Array): Uint8Array {
  return encodeFrame({ opcode: OPCODE.pong, payload, mask });
}
