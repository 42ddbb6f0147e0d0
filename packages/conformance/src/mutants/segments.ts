// Cuts one direction of a proxied connection into segments that still are the bytes as they came, with the frame in
// them where there is one. What is not understood passes as it is: the proxy adds no fault of its own.
import { eventPacket, eventText } from '../peers/socketio-packets.ts';
import {
  closePayload,
  type ReadFrame,
  type WebSocketFrame,
  WebSocketFrameReader,
  WS_OPCODE,
  webSocketFrame,
} from '../peers/websocket-bytes.ts';
import type { MutableFrame } from './mutant.ts';

/** A piece of the byte stream. */
export interface Segment {
  readonly raw: Buffer;
  readonly frame?: MutableFrame;
  /** Socket.IO: the acknowledgement that the frame asks for (from the client) or is (from the server). */
  readonly ack?: string;
  /** The WebSocket frame that the bytes are, unmasked. */
  readonly webSocket?: WebSocketFrame;
  /** The head of an HTTP request or answer. */
  readonly head?: string;
}

/** One direction of one connection. */
export interface Segmenter {
  push(chunk: Buffer): Segment[];
  /** What is held of an unfinished segment; given up when the stream ends. */
  flush(): Buffer;
  /** The bytes of a frame; `like` says which acknowledgement it takes part in. */
  encode(frame: MutableFrame, like?: Segment): Buffer;
}

function parseFrame(text: string): MutableFrame | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
      ? (value as MutableFrame)
      : undefined;
  } catch {
    return undefined;
  }
}

const withFrame = (raw: Buffer, frame: MutableFrame | undefined): Segment =>
  frame === undefined ? { raw } : { raw, frame };

/** The lines binding, either direction. More than `maxHeld` bytes of an unfinished line pass on as they are. */
export function linesSegmenter(maxHeld: number): Segmenter {
  let held: Buffer = Buffer.alloc(0);
  let isPassing = false;
  return {
    push(chunk) {
      const segments: Segment[] = [];
      held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      for (let lf = held.indexOf(0x0a); lf >= 0; lf = held.indexOf(0x0a)) {
        const raw = held.subarray(0, lf + 1);
        held = held.subarray(lf + 1);
        segments.push(isPassing ? { raw } : withFrame(raw, parseFrame(raw.toString())));
        isPassing = false;
      }
      if (held.length > maxHeld || isPassing) {
        isPassing = true;
        segments.push({ raw: held });
        held = Buffer.alloc(0);
      }
      return segments;
    },
    flush() {
      const rest = held;
      held = Buffer.alloc(0);
      return rest;
    },
    encode: (frame) => Buffer.from(`${JSON.stringify(frame)}\n`),
  };
}

/** More of an unfinished head is passed on. */
const MAX_HEAD_BYTES = 8_192;

/** The upgrade's head, then WebSocket frames; HTTP that is no upgrade passes, and so does a frame above `maxHeld`. */
export function webSocketSegmenter(
  side: 'client' | 'server',
  isSocketIo: boolean,
  maxHeld: number,
): Segmenter {
  let held: Buffer = Buffer.alloc(0);
  let mode: 'head' | 'frames' | 'raw' = 'head';
  const masked = side === 'client';
  const reader = new WebSocketFrameReader();
  const text = (payload: string): Buffer => webSocketFrame({ opcode: WS_OPCODE.text, payload, masked });
  const head = (): Segment[] => {
    const end = held.indexOf('\r\n\r\n');
    if (end < 0) {
      // A head without an end is the good server's to judge.
      if (held.length <= MAX_HEAD_BYTES) return [];
      mode = 'raw';
      return [{ raw: held }];
    }
    const raw = held.subarray(0, end + 4);
    const words = raw.toString('latin1');
    const rest = held.subarray(end + 4);
    const isUpgrade = masked ? /^upgrade: *websocket/im.test(words) : words.startsWith('HTTP/1.1 101');
    mode = isUpgrade ? 'frames' : 'raw';
    held = Buffer.alloc(0);
    return [{ raw, head: words }, ...frames(rest)];
  };
  const frames = (chunk: Buffer): Segment[] => {
    if (chunk.length === 0) return [];
    if (mode === 'raw') return [{ raw: chunk }];
    const segments: Segment[] = [];
    for (const read of reader.push(chunk)) segments.push(segmentOf(read, isSocketIo));
    // A header that announces too much must reach the good server without the rest.
    if (reader.announcedBytes > maxHeld) {
      mode = 'raw';
      segments.push({ raw: reader.takeHeld() });
    }
    return segments;
  };
  return {
    push(chunk) {
      if (mode !== 'head') return frames(chunk);
      held = Buffer.concat([held, chunk]);
      return head();
    },
    flush() {
      const rest = Buffer.concat([held, reader.takeHeld()]);
      held = Buffer.alloc(0);
      return rest;
    },
    encode(frame, like) {
      if (!isSocketIo) return text(JSON.stringify(frame));
      if (side === 'server' && like?.ack !== undefined)
        return text(`43${like.ack}${JSON.stringify([frame])}`);
      return text(eventPacket(eventText(frame), like?.ack === undefined ? undefined : Number(like.ack)));
    },
  };
}

/** What a WebSocket frame carries, where it is a whole text message. */
function segmentOf(read: ReadFrame, isSocketIo: boolean): Segment {
  const { raw, mask, opcode, fin, rsv, masked } = read;
  const payload =
    mask === undefined
      ? read.payload
      : Buffer.from(read.payload.map((byte, i) => byte ^ (mask[i & 3] as number)));
  const webSocket: WebSocketFrame = { opcode, fin, rsv, masked, payload };
  if (opcode !== WS_OPCODE.text || !fin) return { raw, webSocket };
  const text = payload.toString();
  return { ...(isSocketIo ? packetSegment(raw, text) : withFrame(raw, parseFrame(text))), webSocket };
}

function packetSegment(raw: Buffer, packet: string): Segment {
  const [, kind, id = '', json = ''] = /^4([23])(\d*)(\[[\s\S]*)$/.exec(packet) ?? [];
  if (kind === undefined) return { raw };
  const payload = parsedArray(json);
  if (payload === undefined) return { raw };
  const [name, argument] = payload;
  const frame =
    kind === '3'
      ? (name as MutableFrame)
      : typeof name === 'string'
        ? { type: name, ...(typeof argument === 'object' && argument) }
        : undefined;
  return frame === undefined ? { raw } : { raw, frame, ...(id !== '' && { ack: id }) };
}

function parsedArray(json: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A close frame of either side. */
export function closeFrame(code: number, side: 'client' | 'server'): Buffer {
  return webSocketFrame({ opcode: WS_OPCODE.close, payload: closePayload(code), masked: side === 'client' });
}
