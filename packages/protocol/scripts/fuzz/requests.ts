// Requests, from JSON text and from Socket.IO events, against the rules of §1 and the schemas read one member at a time.
import type { TSchema } from 'typebox';
import type { ServerFrame } from '../../src/index.ts';
import type { Random } from './random.ts';
import { type FuzzTarget, mustEqual, type Protocol, someText } from './target.ts';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Outcome = Readonly<Record<string, unknown>>;

const MAX_TEXT_BYTES = 20;

/** JSON text to requests. */
export function requestsTarget(protocol: Protocol, seeds: readonly Uint8Array[]): FuzzTarget {
  const limits = protocol.resolveLimits({ maxTextBytes: MAX_TEXT_BYTES, maxFrameBytes: 8_192 });
  return {
    id: 'requests',
    seeds,
    generate: (random) => Buffer.from(JSON.stringify(someRequest(random, protocol))),
    check(input, random) {
      const text = Buffer.from(input).toString('utf8');
      const seen = protocol.parseRequest(text, limits);
      const value = parsed(text);
      mustEqual(seen, value === undefined ? BAD_FRAME : reference(value, protocol), 'parsed');
      if (value === undefined) return 'no JSON';
      mustEqual(protocol.parseRequestValue(value, limits), seen, 'as a value');
      if (seen.ok) {
        mustEqual(
          protocol.parseRequest(JSON.stringify(seen.request), limits),
          seen,
          'sent on and parsed again',
        );
        const noisy = { ...(value as object), [`x${random.below(99)}`]: someJson(random, 2) };
        mustEqual(protocol.parseRequestValue(noisy, limits), seen, 'with a member more (FRAME-1)');
      }
      return seen.ok
        ? `ok ${Object.keys(seen.request).join(' ')}`
        : `${seen.code} ${seen.type} ${seen.field} ${'ref' in seen}`;
    },
  };
}

/** Socket.IO events to requests, and frames to packets. An input is the JSON of an event and its arguments. */
export function socketIoTarget(protocol: Protocol, seeds: readonly Uint8Array[]): FuzzTarget {
  const { fromSocketIoEvent, toSocketIoEvent, encodeSocketIoPackets, parseRequestValue, WebSocketDecoder } =
    protocol;
  const limits = protocol.resolveLimits({ maxTextBytes: MAX_TEXT_BYTES, maxFrameBytes: 8_192 });
  return {
    id: 'socket.io',
    seeds,
    generate(random) {
      const { type, ...argument } = (someRequest(random, protocol) ?? {}) as { type?: Json };
      const event = typeof type === 'string' ? type : someText(random, random.below(5));
      const args = random.chance(0.8)
        ? [argument]
        : Array.from({ length: random.below(3) }, () => someJson(random, 2));
      return Buffer.from(JSON.stringify([event, ...args]));
    },
    check(input) {
      const list = parsed(Buffer.from(input).toString('utf8'));
      const [event, ...args] = Array.isArray(list) ? list : [];
      if (typeof event !== 'string') return 'no event';
      const seen = parseRequestValue(fromSocketIoEvent(event, args).value, limits);
      const [argument = {}] = args;
      const isObject = typeof argument === 'object' && argument !== null && !Array.isArray(argument);
      mustEqual(seen, isObject ? reference({ ...argument, type: event }, protocol) : BAD_FRAME, 'an event');
      if (!isObject) return 'bad_frame';
      // Any object does for a frame here: what is in it is not the mapping's concern.
      const frame = { ...argument, type: event } as unknown as ServerFrame;
      const { text, bytes } = encodeSocketIoPackets([frame, frame]);
      const packets = `4${text}`.split('\x1e');
      const decoder = new WebSocketDecoder({ role: 'client', maxMessageBytes: 1e6 });
      decoder.push(bytes);
      const messages = [decoder.next(), decoder.next(), decoder.next()];
      mustEqual(messages, [...packets.map((json) => ({ kind: 'text', json })), undefined], 'both transports');
      for (const packet of packets) {
        const [name, back] = JSON.parse(packet.slice(2)) as [string, Json];
        mustEqual([packet.slice(0, 2), name, back], ['42', ...toSocketIoEvent(frame)], 'a packet');
      }
      return seen.ok
        ? `ok ${Object.keys(seen.request).join(' ')}`
        : `${seen.code} ${seen.type} ${seen.field}`;
    },
  };
}

const BAD_FRAME: Outcome = { ok: false, code: 'bad_frame' };

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** FRAME-1…4 and FRAME-7 in the order that they are written. */
function reference(value: Json, protocol: Protocol): Outcome {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return BAD_FRAME;
  const own = (name: string): Json | undefined => (Object.hasOwn(value, name) ? value[name] : undefined);
  const type = own('type');
  if (typeof type !== 'string') return BAD_FRAME;
  const ref = own('ref');
  const isRefWell = isString(ref, 1, 64);
  const answer = isRefWell ? { ref } : {};
  if (!Object.hasOwn(protocol.ClientFrames, type)) return { ok: false, code: 'unknown_type', ...answer };
  if (ref !== undefined && !isRefWell) return { ok: false, code: 'invalid_field', type, field: 'ref' };
  const { properties, required = [] } = protocol.ClientFrames[type as 'hello'] as unknown as {
    properties: Record<
      string,
      TSchema & Record<'type' | 'minLength' | 'maxLength' | 'minimum' | 'maximum', never>
    >;
    required?: readonly string[];
  };
  const request: Record<string, unknown> = { type, ...answer };
  for (const [name, schema] of Object.entries(properties)) {
    if (name === 'type' || name === 'ref') continue;
    const member = own(name);
    if (member === undefined && !required.includes(name)) continue;
    const { minLength = 0, maxLength = Infinity, minimum = -Infinity, maximum = Infinity } = schema;
    const isWell =
      name === 'text'
        ? isString(member, 1, MAX_TEXT_BYTES)
        : schema.type === 'string'
          ? isString(member, minLength, maxLength)
          : schema.type === 'integer'
            ? // A number too large for JSON's doubles is out of every range.
              typeof member === 'number' &&
              Number.isFinite(member) &&
              Math.trunc(member) === member &&
              member >= minimum &&
              member <= maximum
            : member !== undefined &&
              (typeof member !== 'string' || isString(member, 0, Infinity)) &&
              Buffer.byteLength(JSON.stringify(member)) <= protocol.MAX_PING_DATA_BYTES;
    if (!isWell) return { ok: false, code: 'invalid_field', type, field: name, ...answer };
    request[name] = member;
  }
  if (type !== 'hello' || request.version === protocol.PROTOCOL_VERSION) {
    for (const name of Object.keys(properties)) {
      const text = request[name] as string;
      if ((name === 'nick' || name === 'to') && !protocol.isNick(text))
        return { ok: false, code: 'nick_invalid', type, ...answer };
      if (name === 'room' && !protocol.isRoomName(text))
        return { ok: false, code: 'room_invalid', type, ...answer };
    }
  }
  return { ok: true, request };
}

const isString = (value: unknown, minimum: number, maximum: number): value is string =>
  typeof value === 'string' &&
  Buffer.byteLength(value) >= minimum &&
  Buffer.byteLength(value) <= maximum &&
  !value.includes('\0') &&
  !/\p{Surrogate}/u.test(value);

const NAMES = [
  'type',
  'ref',
  'version',
  'nick',
  'session',
  'token',
  'room',
  'text',
  'id',
  'to',
  'since',
  'before',
  'limit',
  'data',
  '__proto__',
  'toString',
];

/** A request as a client might send it, with members left out, of the wrong type, at a limit, or unknown. */
function someRequest(random: Random, { ClientFrames }: Protocol): Json {
  if (random.chance(0.03)) return someJson(random, 2);
  const type = random.chance(0.95) ? random.pick(Object.keys(ClientFrames)) : someText(random, 5);
  const schema = ClientFrames[type as 'hello'] as unknown as { properties?: object } | undefined;
  const names = Object.keys(schema?.properties ?? {});
  const entries = names.flatMap((name): [string, Json][] => {
    if (name === 'type') return [[name, type]];
    if (random.chance(name === 'ref' ? 0.6 : 0.08)) return [];
    return [[name, random.chance(0.1) ? someJson(random, 1) : someMember(random, name)]];
  });
  if (random.chance(0.1)) entries.push([random.pick(NAMES), someJson(random, 2)]);
  return Object.fromEntries(entries.sort(() => random.unit() - 0.5));
}

function someMember(random: Random, name: string): Json {
  switch (name) {
    case 'version':
      return random.pick([1, 1, 1, 1, 2, 0, 1.5, 1e300]);
    case 'nick':
    case 'to':
      return random.pick([
        'ann',
        'b',
        'Åse',
        'x'.repeat(32),
        'é'.repeat(17),
        ' a',
        'a b',
        someText(random, random.below(12)),
      ]);
    case 'room':
      return random.pick([
        'lobby',
        'a',
        'r'.repeat(64),
        'r'.repeat(65),
        'UPPER',
        '-',
        someText(random, random.below(12)),
      ]);
    case 'since':
    case 'before':
    case 'limit':
      return random.pick([0, 1, -1, 100, 101, 2 ** 53, 1.5, -0]);
    case 'data':
      return random.chance(0.5) ? someJson(random, 3) : 'd'.repeat(random.pick([1_020, 1_021, 1_022, 1_023]));
    default:
      return random.pick([
        someText(random, random.below(70)),
        'a'.repeat(random.pick([1, 19, 20, 21, 63, 64, 65])),
        '€'.repeat(random.pick([6, 7, 21, 22])),
        '0123456789abcdefghijkl',
        '\ud800',
      ]);
  }
}

function someJson(random: Random, depth: number): Json {
  const kind = random.below(depth > 0 ? 7 : 5);
  if (kind === 0) return null;
  if (kind === 1) return random.chance(0.5);
  if (kind === 2) return random.pick([0, -0, 1, -1, 2 ** 31, 2 ** 53, 1e308, 0.1]);
  if (kind <= 4) return someText(random, random.below(8));
  const children = Array.from({ length: random.below(4) }, () => someJson(random, depth - 1));
  return kind === 5 ? children : Object.fromEntries(children.map((child) => [random.pick(NAMES), child]));
}
