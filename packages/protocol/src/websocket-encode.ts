// WebSocket frames to bytes (RFC 6455 §5). It draws no randomness: a client hands in its masks.
import { allocateBytes, encodeUtf8 } from './byte-slab.ts';
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
// Frames are drafted here, since their size is known only when they are encoded, and counting first costs more.
const SCRATCH_BYTES = 196_608;
const scratch = new Uint8Array(SCRATCH_BYTES);
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
  const frame = allocateBytes(payloadAt + payload.length);
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

/** The header length of a text, without counting its bytes where its length in UTF-16 units says enough. */
function headerLengthOf(text: string): number {
  const units = text.length;
  if (units * 3 < 126) return 2;
  if (units >= 126 && units * 3 < 65_536) return 4;
  return headerLength(utf8Length(text));
}

/**
 * JSON texts as a server's text frames, one each, in one buffer, to be built once for all receivers. The memory may be
 * shared with other frames: read it, never transfer its `buffer`.
 */
export function encodeTextFrames(texts: readonly string[]): Uint8Array {
  let mostBytes = 0;
  for (const text of texts) mostBytes += 10 + text.length * 3;
  const draft = mostBytes <= SCRATCH_BYTES ? scratch : new Uint8Array(mostBytes);
  let at = 0;
  for (const text of texts) {
    const payloadAt = at + headerLengthOf(text);
    const { written } = encoder.encodeInto(text, draft.subarray(payloadAt));
    writeHeader(draft, at, 0x80 | OPCODE.text, written, 0);
    at = payloadAt + written;
  }
  const frames = allocateBytes(at);
  frames.set(draft.subarray(0, at));
  return frames;
}

/** One text as a client's frame, masked with the given four random bytes (RFC 6455 §5.3). */
export function encodeClientTextFrame(text: string, mask: Uint8Array): Uint8Array {
  return encodeFrame({ opcode: OPCODE.text, payload: encodeUtf8(text), mask });
}

/** A close frame; without a code it has no payload. The reason is at most 123 bytes (RFC 6455 §5.5.1). */
export function encodeCloseFrame(code?: number, reason = '', mask?: Uint8Array): Uint8Array {
  if (code === undefined) return encodeFrame({ opcode: OPCODE.close, payload: NOTHING, mask });
  const text = encodeUtf8(reason);
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
