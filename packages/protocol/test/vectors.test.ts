// Every golden vector through the code: the parsers, the codecs at every cut, the names.
import { describe, expect, test } from 'vitest';
import {
  encodeClientTextFrame,
  encodeCloseFrame,
  encodeFrame,
  encodeLines,
  encodePingFrame,
  encodePongFrame,
  encodeSocketIoPackets,
  encodeTextFrames,
  fromSocketIoEvent,
  isNick,
  isReservedNick,
  isRoomName,
  nickKey,
  parseRequest,
  parseRequestValue,
  resolveLimits,
  type ServerFrame,
} from '../src/index.ts';
import {
  bytesOf,
  cutsOf,
  decodeLines,
  decodeWebSocket,
  hexOf,
  joined,
  readVectors,
  type VectorEvent,
} from './vectors.ts';

interface RequestVector {
  name: string;
  json: string;
  expect: Record<string, unknown>;
}
interface DecodeVector {
  name: string;
  chunks: string[];
  events: VectorEvent[];
}
interface WebSocketVector extends DecodeVector {
  role: 'client' | 'server';
  maxMessageBytes: number;
}
interface EncodeVector {
  name: string;
  kind: string;
  hex: string;
  texts?: string[];
  text?: string;
  code?: number;
  reason?: string;
  payload?: string;
  mask?: string;
  opcode?: number;
  fin?: boolean;
  rsv?: number;
}

const requests = readVectors<{ limits: Record<string, number>; vectors: RequestVector[] }>('requests');
const lines = readVectors<{
  maxFrameBytes: number;
  decode: DecodeVector[];
  encode: { name: string; texts: string[]; hex: string }[];
}>('lines');
const webSocket = readVectors<{ decode: WebSocketVector[]; encode: EncodeVector[] }>('websocket');
const socketIo = readVectors<{
  events: { name: string; event: string; args: unknown[]; value: unknown }[];
  packets: { name: string; frames: ServerFrame[]; text: string; hex: string }[];
}>('socketio');
const nicks = readVectors<{ vectors: { nick: string; valid: boolean; key?: string; reserved?: true }[] }>(
  'nicks',
);
const rooms = readVectors<{ vectors: { room: string; valid: boolean }[] }>('rooms');

describe('requests.json', () => {
  const limits = resolveLimits(requests.limits);
  test.each(requests.vectors)('$name', ({ json, expect: expected }) => {
    expect(parseRequest(json, limits)).toStrictEqual(expected);
  });
});

describe('lines.json', () => {
  test.each(lines.decode)('decode: $name', ({ chunks, events }) => {
    const bytes = chunks.map(bytesOf);
    expect(decodeLines(bytes, lines.maxFrameBytes)).toStrictEqual(events);
    for (const cut of cutsOf(joined(bytes)))
      expect(decodeLines(cut, lines.maxFrameBytes)).toStrictEqual(events);
  });
  test.each(lines.encode)('encode: $name', ({ texts, hex }) => {
    expect(hexOf(encodeLines(texts))).toBe(hex);
  });
});

function encodeVector(vector: EncodeVector): Uint8Array {
  const mask = vector.mask === undefined ? undefined : bytesOf(vector.mask);
  const payload = bytesOf(vector.payload ?? '');
  switch (vector.kind) {
    case 'texts':
      return encodeTextFrames(vector.texts ?? []);
    case 'clientText':
      return encodeClientTextFrame(vector.text ?? '', mask ?? new Uint8Array(4));
    case 'close':
      return encodeCloseFrame(vector.code, vector.reason, mask);
    case 'ping':
      return encodePingFrame(payload, mask);
    case 'pong':
      return encodePongFrame(payload, mask);
    default:
      return encodeFrame({
        opcode: vector.opcode ?? 0,
        fin: vector.fin ?? true,
        rsv: vector.rsv ?? 0,
        payload,
        mask,
      });
  }
}

describe('websocket.json', () => {
  test.each(webSocket.decode)('decode: $name', ({ chunks, events, role, maxMessageBytes }) => {
    const bytes = chunks.map(bytesOf);
    expect(decodeWebSocket(bytes, role, maxMessageBytes)).toStrictEqual(events);
    for (const cut of cutsOf(joined(bytes))) {
      expect(decodeWebSocket(cut, role, maxMessageBytes)).toStrictEqual(events);
    }
  });
  test.each(webSocket.encode)('encode: $name', (vector) => {
    expect(hexOf(encodeVector(vector))).toBe(vector.hex);
  });
});

describe('socketio.json', () => {
  const limits = resolveLimits();
  test.each(socketIo.events)('event: $name', ({ event, args, value: expected }) => {
    const { value } = fromSocketIoEvent(event, args);
    if (expected !== null) expect(value).toStrictEqual(expected);
    else expect(parseRequestValue(value, limits)).toStrictEqual({ ok: false, code: 'bad_frame' });
  });
  test.each(socketIo.packets)('packets: $name', ({ frames, text, hex }) => {
    const packets = encodeSocketIoPackets(frames);
    expect(packets.text).toBe(text);
    expect(hexOf(packets.bytes)).toBe(hex);
  });
});

test.each(nicks.vectors)('nicks.json: $nick', ({ nick, valid, key, reserved }) => {
  expect(isNick(nick)).toBe(valid);
  if (!valid) return;
  expect(nickKey(nick)).toBe(key);
  expect(isReservedNick(nick)).toBe(reserved === true);
});

test.each(rooms.vectors)('rooms.json: $room', ({ room, valid }) => {
  expect(isRoomName(room)).toBe(valid);
});

test('there are at least 150 vectors', () => {
  const all = [requests.vectors, lines.decode, lines.encode, webSocket.decode, webSocket.encode];
  const count = [...all, socketIo.events, socketIo.packets, nicks.vectors, rooms.vectors].flat().length;
  expect(count).toBeGreaterThanOrEqual(150);
});
