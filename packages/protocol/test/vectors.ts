// Reads the golden vectors for the tests, and turns what the decoders give out into the shape that the vectors have.
import { readFileSync } from 'node:fs';
import { LinesDecoder, WebSocketDecoder } from '../src/index.ts';

/** One vector file, parsed. */
export function readVectors<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), 'utf8')) as T;
}

/** Hex to bytes. */
export const bytesOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));
/** Bytes to hex. */
export const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** An event of a decoder as the vectors write it. */
export type VectorEvent = Readonly<Record<string, unknown>>;

/** Feeds chunks to a fresh decoder of lines and gathers its events, taken after every chunk. */
export function decodeLines(chunks: readonly Uint8Array[], maxFrameBytes: number): VectorEvent[] {
  const decoder = new LinesDecoder(maxFrameBytes);
  const events: VectorEvent[] = [];
  for (const chunk of chunks) {
    const copy = chunk.slice();
    decoder.push(copy);
    copy.fill(0x58); // the caller may reuse its memory
    for (let event = decoder.next(); event !== undefined; event = decoder.next()) {
      events.push(event.kind === 'frame' ? { frame: event.json } : { error: event.code });
    }
  }
  return events;
}

/** Feeds chunks to a fresh WebSocket decoder and gathers its events, taken after every chunk. */
export function decodeWebSocket(
  chunks: readonly Uint8Array[],
  role: 'client' | 'server',
  maxMessageBytes: number,
): VectorEvent[] {
  const decoder = new WebSocketDecoder({ role, maxMessageBytes });
  const events: VectorEvent[] = [];
  for (const chunk of chunks) {
    const copy = chunk.slice();
    decoder.push(copy);
    copy.fill(0x58);
    for (let event = decoder.next(); event !== undefined; event = decoder.next()) {
      if (event.kind === 'ping' || event.kind === 'pong') {
        events.push({ kind: event.kind, payload: hexOf(event.payload) });
      } else if (event.kind === 'error') events.push({ kind: 'error', closeCode: event.closeCode });
      else events.push(event);
    }
  }
  return events;
}

/** Every way to cut bytes that the tests try: as one, at each offset, and one byte at a time. */
export function* cutsOf(bytes: Uint8Array): Generator<Uint8Array[]> {
  yield [bytes];
  for (let at = 1; at < bytes.length; at++) yield [bytes.subarray(0, at), bytes.subarray(at)];
  yield Array.from(bytes, (byte) => Uint8Array.of(byte));
}

/** Joins chunks. */
export const joined = (chunks: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(chunks));
