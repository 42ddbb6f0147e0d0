// Properties of both codecs over random streams: any cut gives the same events, garbage never throws, memory is bounded,
// and what is encoded comes back. Literal bytes are in the vectors; here the codecs may meet each other.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  encodeClientTextFrame,
  encodeFrame,
  encodeLines,
  encodePingFrame,
  encodeTextFrames,
  LinesDecoder,
  WebSocketDecoder,
} from '../src/index.ts';
import { decodeLines, decodeWebSocket, joined } from './vectors.ts';

const LIMIT = 64;

/** A stream and the same stream in pieces. */
const cut = (stream: fc.Arbitrary<Uint8Array>): fc.Arbitrary<{ whole: Uint8Array; chunks: Uint8Array[] }> =>
  fc.tuple(stream, fc.array(fc.nat(), { maxLength: 12 })).map(([whole, marks]) => {
    const at = [0, ...marks.map((mark) => mark % (whole.length + 1)), whole.length].sort((a, b) => a - b);
    return { whole, chunks: at.slice(1).map((end, i) => whole.slice(at[i], end)) };
  });

const bytesOfText = (text: string): Uint8Array => new TextEncoder().encode(text);
const json = fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.stringify(value));
const wellFormed = fc.string({ unit: 'binary' });
const mask = fc.uint8Array({ minLength: 4, maxLength: 4 });

/** Lines, some too long, some of bad UTF-8, with every kind of terminator. */
const lineStream = fc
  .array(
    fc.oneof(
      json.map(bytesOfText),
      wellFormed.map(bytesOfText),
      fc.uint8Array({ maxLength: 12 }),
      fc.nat({ max: 80 }).map((length) => new Uint8Array(length).fill(0x61)),
      fc.constantFrom('\n', '\r\n', '\r', '').map(bytesOfText),
    ),
    { maxLength: 20 },
  )
  .map(joined);

/** WebSocket frames as they may come, most of them right, some wrong in one way, and garbage between them. */
const frameStream = (isMasked: boolean): fc.Arbitrary<Uint8Array> =>
  fc
    .array(
      fc.oneof(
        {
          weight: 6,
          arbitrary: fc.tuple(fc.constantFrom(0, 1, 1, 1, 2, 9, 10), fc.boolean(), wellFormed, mask),
        },
        { weight: 1, arbitrary: fc.tuple(fc.nat({ max: 15 }), fc.boolean(), wellFormed, mask) },
      ),
      { maxLength: 12 },
    )
    .chain((frames) =>
      fc
        .uint8Array({ maxLength: 4 })
        .map((garbage) =>
          joined([
            ...frames.map(([opcode, fin, text, key]) =>
              encodeFrame({ opcode, fin, payload: bytesOfText(text), mask: isMasked ? key : undefined }),
            ),
            garbage,
          ]),
        ),
    );

describe('lines', () => {
  test('any cut of a stream gives the same frames (LINE-2)', () => {
    fc.assert(
      fc.property(cut(lineStream), ({ whole, chunks }) => {
        expect(decodeLines(chunks, LIMIT)).toStrictEqual(decodeLines([whole], LIMIT));
      }),
      { numRuns: 2_000 },
    );
  });

  test('frames are those of a decoder that reads the whole stream at once', () => {
    const reference = (whole: Uint8Array): object[] => {
      const events: object[] = [];
      const rest = Buffer.from(whole);
      let start = 0;
      for (;;) {
        const lf = rest.indexOf(10, start);
        const end = lf < 0 ? rest.length : lf;
        const hasCr = end > start && rest[end - 1] === 13;
        const length = end - start - (hasCr ? 1 : 0);
        if (length > LIMIT) return [...events, { error: 'frame_too_large' }];
        if (lf < 0) return events;
        const line = rest.subarray(start, start + length);
        if (line.length > 0) {
          const text = line.toString('utf8');
          if (Buffer.compare(Buffer.from(text, 'utf8'), line) !== 0)
            return [...events, { error: 'invalid_utf8' }];
          events.push({ frame: text });
        }
        start = lf + 1;
      }
    };
    fc.assert(
      fc.property(lineStream, (whole) => {
        expect(decodeLines([whole], LIMIT)).toStrictEqual(reference(whole));
      }),
      { numRuns: 2_000 },
    );
  });

  test('at most the limit and one byte are held, whatever comes and however often next is called', () => {
    fc.assert(
      fc.property(cut(fc.oneof(lineStream, fc.uint8Array({ maxLength: 400 }))), ({ chunks }) => {
        const decoder = new LinesDecoder(LIMIT);
        for (const chunk of chunks) {
          decoder.push(chunk);
          expect(decoder.bufferedBytes).toBeLessThanOrEqual(LIMIT + 1);
        }
      }),
    );
  });

  test('frames that nobody took yet are kept, in order, and after the error there is nothing', () => {
    fc.assert(
      fc.property(cut(lineStream), fc.array(fc.boolean()), ({ whole, chunks }, takes) => {
        const decoder = new LinesDecoder(LIMIT);
        const events: object[] = [];
        const take = (): boolean => {
          const event = decoder.next();
          if (event !== undefined)
            events.push(event.kind === 'frame' ? { frame: event.json } : { error: event.code });
          return event !== undefined;
        };
        for (const [i, chunk] of chunks.entries()) {
          decoder.push(chunk);
          if (takes[i] === true) take();
        }
        while (take());
        expect(events).toStrictEqual(decodeLines([whole], LIMIT));
        if (!events.some((event) => 'error' in event)) return;
        decoder.push(bytesOfText('\n{}\n'));
        expect(decoder.next()).toBeUndefined();
        expect(decoder.bufferedBytes).toBe(0);
      }),
    );
  });

  test('what is encoded comes back', () => {
    fc.assert(
      fc.property(fc.array(json), (texts) => {
        expect(decodeLines([encodeLines(texts)], 65_536)).toStrictEqual(texts.map((frame) => ({ frame })));
      }),
    );
  });
});

describe.each([
  { role: 'server', isMasked: true },
  { role: 'client', isMasked: false },
] as const)('websocket, decoded by a $role', ({ role, isMasked }) => {
  test('any cut of a stream gives the same events', () => {
    fc.assert(
      fc.property(cut(frameStream(isMasked)), ({ whole, chunks }) => {
        expect(decodeWebSocket(chunks, role, LIMIT)).toStrictEqual(decodeWebSocket([whole], role, LIMIT));
      }),
      { numRuns: 2_000 },
    );
  });

  test('garbage never throws, ends in at most one error, and memory stays bounded', () => {
    fc.assert(
      fc.property(cut(fc.uint8Array({ maxLength: 300 })), ({ chunks }) => {
        const decoder = new WebSocketDecoder({ role, maxMessageBytes: LIMIT });
        const kinds: string[] = [];
        for (const chunk of chunks) {
          decoder.push(chunk);
          // A header, a message of the limit, and one control frame that is not complete yet.
          expect(decoder.bufferedBytes).toBeLessThanOrEqual(LIMIT + 14 + 125 + 14);
          for (let event = decoder.next(); event !== undefined; event = decoder.next())
            kinds.push(event.kind);
        }
        expect(kinds.slice(0, -1)).not.toContain('error');
        expect(kinds.slice(0, -1)).not.toContain('close');
      }),
      { numRuns: 1_000 },
    );
  });

  test('what is encoded comes back, with pings between', () => {
    fc.assert(
      fc.property(fc.array(wellFormed), mask, (texts, key) => {
        const frames = isMasked
          ? texts.flatMap((text) => [encodeClientTextFrame(text, key), encodePingFrame(key, key)])
          : [encodeTextFrames(texts)];
        const expected = texts.flatMap((text) =>
          isMasked
            ? [
                { kind: 'text', json: text },
                { kind: 'ping', payload: Buffer.from(key).toString('hex') },
              ]
            : [{ kind: 'text', json: text }],
        );
        expect(decodeWebSocket(frames, role, 65_536)).toStrictEqual(expected);
      }),
    );
  });
});
