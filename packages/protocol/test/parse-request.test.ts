// What the request vectors cannot show: inputs too big for a file, agreement with the published schema, no exceptions.
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ClientFrame,
  ClientFrames,
  DEFAULT_LIMITS,
  jsonSchemas,
  type ParsedRequest,
  parseRequest,
  parseRequestValue,
} from '../src/index.ts';
import { readVectors } from './vectors.ts';

const parse = (json: string): ParsedRequest => parseRequest(json, DEFAULT_LIMITS);

describe('deep nesting never throws', () => {
  test.each([1_000, 100_000, 1_000_000])('%i levels of lists as ping data', (depth) => {
    const json = `{"type":"ping","data":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    expect(parse(json)).toStrictEqual({ ok: false, code: 'invalid_field', type: 'ping', field: 'data' });
  });
  test('as a frame, cut off', () => {
    expect(parse('['.repeat(1_000_000))).toStrictEqual({ ok: false, code: 'bad_frame' });
    expect(parse('{"a":'.repeat(1_000_000))).toStrictEqual({ ok: false, code: 'bad_frame' });
  });
  test('in a member that nobody knows', () => {
    const json = `{"type":"bye","x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    expect(parse(json)).toStrictEqual({ ok: true, request: { type: 'bye' } });
  });
});

test('text is bounded by limits.maxTextBytes exactly, in bytes', () => {
  const say = (text: string): boolean => parse(JSON.stringify({ type: 'say', room: 'a', text })).ok;
  expect(say('x'.repeat(4_096))).toBe(true);
  expect(say('x'.repeat(4_097))).toBe(false);
  expect(say('😀'.repeat(1_024))).toBe(true);
  expect(say(`${'😀'.repeat(1_024)}x`)).toBe(false);
  expect(say(`${'é'.repeat(2_047)}xx`)).toBe(true);
  expect(say(`${'é'.repeat(2_047)}xxx`)).toBe(false);
});

test('a value from a prototype is no member (SEC-2)', () => {
  const inherited = Object.create({ type: 'bye', ref: 'x' });
  expect(parseRequestValue(inherited, DEFAULT_LIMITS)).toStrictEqual({ ok: false, code: 'bad_frame' });
  const withoutRoom = Object.assign(Object.create({ room: 'a' }), { type: 'leave' });
  expect(parseRequestValue(withoutRoom, DEFAULT_LIMITS)).toMatchObject({ ok: false, field: 'room' });
});

test('the value handed in is left as it is, and the request is another object', () => {
  const value = Object.freeze({ type: 'say', room: 'a', text: 'x', more: 1 });
  const parsed = parseRequestValue(value, DEFAULT_LIMITS);
  expect(parsed).toStrictEqual({ ok: true, request: { type: 'say', room: 'a', text: 'x' } });
});

const memberValue = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('a', '\ud800', '\udc00', '\0', 'é', '_') }),
  fc.integer(),
  fc.double(),
  fc.jsonValue(),
);
const frame = fc
  .tuple(
    fc.constantFrom(...Object.keys(ClientFrames), 'welcome', '__proto__'),
    fc.dictionary(
      fc.constantFrom(
        'ref',
        'version',
        'nick',
        'room',
        'to',
        'text',
        'id',
        'since',
        'after',
        'data',
        'x',
        '__proto__',
      ),
      memberValue,
    ),
  )
  .map(([type, members]) => JSON.stringify({ ...members, type }));

test('no text throws, and a bad one gives one of the five codes', () => {
  const codes = ['bad_frame', 'unknown_type', 'invalid_field', 'nick_invalid', 'room_invalid'];
  fc.assert(
    fc.property(fc.oneof(frame, fc.string({ unit: 'binary' }), fc.json()), (json) => {
      const parsed = parse(json);
      if (!parsed.ok) expect(codes).toContain(parsed.code);
    }),
    { numRuns: 3_000 },
  );
});

test('each request that is taken is valid by the published schema, and is taken again as it is', () => {
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema(jsonSchemas(), 'hubbub');
  const isClientFrame = ajv.getSchema('hubbub#/$defs/ClientFrame');
  const check = (json: string): void => {
    const parsed = parse(json);
    if (!parsed.ok) return;
    expect(isClientFrame?.(parsed.request)).toBe(true);
    expect(parseRequestValue(parsed.request, DEFAULT_LIMITS)).toStrictEqual(parsed);
  };
  fc.assert(fc.property(frame, check), { numRuns: 3_000 });
  const { vectors } = readVectors<{ vectors: { json: string }[] }>('requests');
  for (const { json } of vectors) check(json);
});

test('every request type has a vector that is taken', () => {
  const { vectors } = readVectors<{ vectors: { expect: { request?: ClientFrame } }[] }>('requests');
  const types = new Set(vectors.map((vector) => vector.expect.request?.type));
  for (const type of Object.keys(ClientFrames)) expect(types).toContain(type);
});
