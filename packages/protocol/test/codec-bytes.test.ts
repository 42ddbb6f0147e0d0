// Literal bytes too long for a vector file, and what callers may rely on about memory.
import { describe, expect, test } from 'vitest';
import { encodeLines, encodeTextFrames, LinesDecoder, WebSocketDecoder } from '../src/index.ts';
import { decodeWebSocket, joined } from './vectors.ts';

const a = (length: number): Uint8Array => new Uint8Array(length).fill(0x61);

describe('the three lengths of a WebSocket header', () => {
  test.each([
    { length: 65_535, header: [0x81, 0x7e, 0xff, 0xff] },
    { length: 65_536, header: [0x81, 0x7f, 0, 0, 0, 0, 0, 1, 0, 0] },
    { length: 300_000, header: [0x81, 0x7f, 0, 0, 0, 0, 0, 4, 0x93, 0xe0] },
  ])('$length bytes', ({ length, header }) => {
    const bytes = joined([Uint8Array.from(header), a(length)]);
    expect(Buffer.compare(encodeTextFrames(['a'.repeat(length)]), bytes)).toBe(0);
    expect(decodeWebSocket([bytes], 'client', length)).toStrictEqual([
      { kind: 'text', json: 'a'.repeat(length) },
    ]);
    expect(decodeWebSocket([bytes], 'client', length - 1)).toStrictEqual([
      { kind: 'error', closeCode: 1009 },
    ]);
  });

  test('a masked payload larger than the scratch memory', () => {
    const payload = a(100_001).map((byte, i) => byte ^ ([1, 2, 3, 4][i % 4] ?? 0));
    const bytes = joined([Uint8Array.of(0x81, 0xff, 0, 0, 0, 0, 0, 1, 0x86, 0xa1, 1, 2, 3, 4), payload]);
    expect(decodeWebSocket([bytes], 'server', 200_000)).toStrictEqual([
      { kind: 'text', json: 'a'.repeat(100_001) },
    ]);
  });

  test('a text of 21 846 to 65 535 units, whose header only its bytes decide', () => {
    expect([...encodeTextFrames(['€'.repeat(21_846)]).subarray(0, 10)]).toStrictEqual([
      0x81, 0x7f, 0, 0, 0, 0, 0, 1, 0, 2,
    ]);
    expect([...encodeTextFrames(['a'.repeat(21_846)]).subarray(0, 4)]).toStrictEqual([
      0x81, 0x7e, 0x55, 0x56,
    ]);
  });
});

test('what was encoded before is not changed by what is encoded after it', () => {
  const encoded: { bytes: Uint8Array; copy: Uint8Array }[] = [];
  for (let i = 0; i < 500; i++) {
    for (const bytes of [
      encodeLines([`{"i":${i}}`, 'é'.repeat(i % 90)]),
      encodeTextFrames([`[${i}]`, 'x'.repeat(i)]),
    ]) {
      encoded.push({ bytes, copy: bytes.slice() });
    }
  }
  for (const { bytes, copy } of encoded) expect(bytes).toStrictEqual(copy);
});

test('many frames pushed at once all come out', () => {
  const lines = new LinesDecoder(1_024);
  lines.push(encodeLines(Array.from({ length: 10_000 }, (_, i) => `{"i":${i}}`)));
  const frames = new WebSocketDecoder({ role: 'client', maxMessageBytes: 1_024 });
  frames.push(encodeTextFrames(Array.from({ length: 10_000 }, (_, i) => `{"i":${i}}`)));
  for (let i = 0; i < 10_000; i++) {
    expect(lines.next()).toStrictEqual({ kind: 'frame', json: `{"i":${i}}` });
    expect(frames.next()).toStrictEqual({ kind: 'text', json: `{"i":${i}}` });
  }
  expect(lines.next()).toBeUndefined();
  expect(frames.next()).toBeUndefined();
});

test('a frame of the largest limit, a kilobyte at a time, is read in linear time and memory', () => {
  const length = 16_777_216;
  const lines = new LinesDecoder(length);
  const kilobyte = a(1_024);
  for (let i = 0; i < length / 1_024; i++) lines.push(kilobyte);
  expect(lines.bufferedBytes).toBe(length);
  lines.push(Uint8Array.of(0x0a));
  const event = lines.next();
  expect(event?.kind === 'frame' && event.json.length).toBe(length);
  expect(lines.bufferedBytes).toBe(0);
});
