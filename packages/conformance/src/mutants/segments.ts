// Cuts one direction of a proxied connection into segments that still are the bytes as they came, with the frame in
// them where there is one. What is not understood passes as it is: the proxy adds no fault of its own.
import { eventPacket, eventText } from '../peers/socketio-packets.ts';
import { closePayload, WebSocketFrameReader, WS_OPCODE, webSocketFrame } from '../peers/websocket-bytes.ts';
import type { MutableFrame } from './mutant.ts';

/** A piece of the byte stream. */
export interface Segment {
  readonly raw: Buffer;
  readonly frame?: MutableFrame;
  /** Socket.IO: the acknowledgement that the frame asks for (from the client) or is (from the server). */
  readonly ack?: string;
  /** A WebSocket control frame. */
  readonly control?: { readonly opcode: number; readonly payload: Buffer };
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

/** How many bytes of an unfinished segment are held back at most; beyond that they pass without being understood. */
const MAX_HELD = 20_000;

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

/** The lines binding, either direction. */
export function linesSegmenter(): Segmenter {
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
      if (held.length > MAX_HELD || isPassing) {
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

/** The upgrade's head, then WebSocket frames; HTTP that is no upgrade passes, its heads apart. */
export function webSocketSegmenter(side: 'client' | 'server', isSocketIo: boolean): Segmenter {
  let held: Buffer = Buffer.alloc(0);
  let mode: 'head' | 'frames' | 'raw' = 'head';
  const masked = side === 'client';
  const reader = new WebSocketFrameReader();
  const text = (payload: string): Buffer => webSocketFrame({ opcode: WS_OPCODE.text, payload, masked });
  const head = (): Segment[] => {
    const end = held.indexOf('\r\n\r\n');
    if (end < 0) return [];
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
    for (const read of reader.push(chunk)) {
      const { raw, payload: bytes, mask } = read;
      const payload = mask === undefined ? bytes : bytes.map((byte, i) => byte ^ (mask[i & 3] as number));
      const { opcode } = read;
      if (opcode >= 8) segments.push({ raw, control: { opcode, payload: Buffer.from(payload) } });
      else if (opcode !== WS_OPCODE.text || !read.fin) segments.push({ raw });
      else
        segments.push(
          isSocketIo
            ? packetSegment(raw, Buffer.from(payload).toString())
            : withFrame(raw, parseFrame(Buffer.from(payload).toString())),
        );
    }
    if (reader.heldBytes > MAX_HELD) {
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
