// The compiled checks: what they take, and the sentence for what they do not.
import { describe, expect, test } from 'vitest';
import { checkEntrant, checkReadyLine, checkServerFrame } from '../src/checks.ts';
import {
  checkServerConfig,
  DEFAULT_LIMITS,
  errorFrame,
  HubbubError,
  type ServerFrame,
  ServerFrames,
  toSocketIoEvent,
  WIRE_ERRORS,
  type WireErrorCode,
  withVariants,
} from '../src/index.ts';

/** What a promise rejects with, as `code: message`. */
async function rejectionOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'nothing',
    (error: unknown) => {
      if (error instanceof HubbubError) return `${error.code}: ${error.message}`;
      throw error;
    },
  );
}

/** What a call throws, as `code: message`. */
function thrownBy(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof HubbubError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'nothing';
}

const FULL_NICK = '𐐀'.repeat(32);
const FULL_ROOM = 'r'.repeat(64);
const entry = { seq: 1, id: '😀'.repeat(16), from: FULL_NICK, text: 'x', at: 0 };

/** One frame of each type, as large in each member as the clauses allow. */
const FRAMES: { readonly [T in ServerFrame['type']]: ServerFrame } = {
  welcome: {
    type: 'welcome',
    ref: 'é'.repeat(32),
    version: 1,
    server: { name: 'x', framework: 'y', runtime: 'z' },
    nick: FULL_NICK,
    session: 's'.repeat(22),
    limits: { ...DEFAULT_LIMITS },
    features: ['history'],
  },
  renamed: { type: 'renamed', from: FULL_NICK, to: 'a' },
  joined: {
    type: 'joined',
    room: FULL_ROOM,
    seq: 0,
    members: [FULL_NICK],
    complete: true,
    presence: 'each',
    gap: true,
  },
  left: { type: 'left', room: FULL_ROOM },
  members: { type: 'members', room: 'a', members: [FULL_NICK], next: FULL_NICK },
  rooms: { type: 'rooms', rooms: [{ room: FULL_ROOM, members: 1 }], next: FULL_ROOM },
  said: { type: 'said', ref: 'x', room: 'a', seq: 1, at: 0, duplicate: true },
  history: { type: 'history', room: 'a', messages: [entry], more: false },
  message: { type: 'message', room: 'a', ...entry },
  direct: { type: 'direct', from: FULL_NICK, to: FULL_NICK, text: 'x'.repeat(1_048_576), at: Date.now() },
  member_joined: { type: 'member_joined', room: 'a', nick: FULL_NICK },
  member_left: { type: 'member_left', room: 'a', nick: FULL_NICK, reason: 'kicked' },
  room_size: { type: 'room_size', room: 'a', members: 0 },
  presence: { type: 'presence', room: 'a', mode: 'size', members: 201 },
  ping: { type: 'ping' },
  pong: { type: 'pong', ref: 'x', data: null },
  closing: { type: 'closing', reason: 'shutdown', retryAfterMs: 0 },
  error: errorFrame('rate_limited', { ref: 'x', retryAfterMs: 20 }),
};

describe('checkServerFrame', () => {
  test.each(Object.values(FRAMES))('takes $type', (frame) => {
    expect(checkServerFrame(frame)).toStrictEqual({ ok: true, frame });
    expect(checkServerFrame({ ...frame, addedLater: 1 }).ok).toBe(true);
  });
  test('the list above is complete', () => {
    expect(Object.keys(FRAMES).sort()).toStrictEqual(Object.keys(ServerFrames).sort());
  });
  test.each(Object.keys(WIRE_ERRORS) as WireErrorCode[])('takes error %s', (code) => {
    expect(checkServerFrame(errorFrame(code)).ok).toBe(true);
  });
  test.each([
    [null, 'a frame must be a JSON object with a string member "type"'],
    [[], 'a frame must be a JSON object with a string member "type"'],
    [{}, 'a frame must be a JSON object with a string member "type"'],
    [{ type: 'hello' }, 'no server frame has the type "hello"'],
    [{ type: 'constructor' }, 'no server frame has the type "constructor"'],
    [{ ...FRAMES.message, seq: 0 }, 'message: member "seq" must be >= 1'],
    [{ ...FRAMES.message, seq: '1' }, 'message: member "seq" must be integer'],
    [{ ...FRAMES.message, at: 1.5 }, 'message: member "at" must be integer'],
    [{ ...FRAMES.left, room: 'A' }, 'left: member "room" must match pattern "^[a-z0-9][a-z0-9_-]{0,63}$"'],
    [{ type: 'left' }, 'left: member "room" is missing'],
    [
      { ...FRAMES.error, code: 'oops' },
      `error: member "code" must be one of ${Object.keys(WIRE_ERRORS).join(', ')}`,
    ],
    [{ ...FRAMES.said, duplicate: false }, 'said: member "duplicate" must be true'],
    [{ ...FRAMES.rooms, rooms: [{ room: 'a', members: 0 }] }, 'rooms: member "rooms.0.members" must be >= 1'],
    [
      { ...FRAMES.member_joined, nick: 'a'.repeat(33) },
      'member_joined: member "nick" must not have more than 32 characters',
    ],
    [{ ...FRAMES.joined, gap: null }, 'joined: member "gap" must be boolean'],
  ])('refuses %j', (value, message) => {
    expect(checkServerFrame(value)).toStrictEqual({ ok: false, message });
  });
});

describe('checkServerConfig', () => {
  test.each([
    {},
    { port: 0, host: '::1', adminPort: 1, fanout: 'each', limits: { maxRooms: 1 } },
    { auth: { secret: 's' }, origins: [], tls: { cert: 'a', key: 'b' } },
    { auth: { jwks: 'https://x/jwks', issuer: 'i', audience: 'a' }, store: 'x', backplane: 'y' },
  ])('takes %j', async (config) => {
    expect(await checkServerConfig(config)).toBe(config);
  });
  test.each([
    [undefined, 'the configuration must be a JSON object'],
    [[], 'the configuration must be a JSON object'],
    [{ prot: 1 }, 'the configuration: unknown member "prot"'],
    [JSON.parse('{"__proto__":{}}'), 'the configuration: unknown member "__proto__"'],
    [{ port: '1' }, 'the configuration: member "port" must be integer'],
    [{ port: 65_536 }, 'the configuration: member "port" must be <= 65535'],
    [{ limits: [] }, 'the configuration: member "limits" must be object'],
    [{ limits: { maxRooms: 0 } }, 'limit "maxRooms" must be an integer from 1 to 100000, not 0'],
    [
      { limits: { maxTextBytes: 65_536 } },
      'limit "maxFrameBytes" is 65536 but must be at least 6 × maxTextBytes + 1152 = 394368',
    ],
    [{ fanout: 'all' }, 'the configuration: member "fanout" must be one of each, native, batched'],
    [{ tls: { cert: 'a' } }, 'the configuration: member "tls.key" is missing'],
    [{ tls: { cert: 'a', key: 'b', ca: 'c' } }, 'the configuration: unknown member "tls.ca"'],
    [{ auth: {} }, 'the configuration: member "auth" must be {secret} or {jwks, issuer?, audience?}'],
    [
      { auth: { secret: 's', jwks: 'j' } },
      'the configuration: member "auth" must be {secret} or {jwks, issuer?, audience?}',
    ],
    [{ origins: [1] }, 'the configuration: member "origins.0" must be string'],
  ])('refuses %j', async (value, message) => {
    expect(await rejectionOf(checkServerConfig(value))).toBe(`config_invalid: ${message}`);
  });
  test('refuses an unknown limit and names those there are', async () => {
    expect(await rejectionOf(checkServerConfig({ limits: { maxRoom: 1 } }))).toMatch(
      /^config_invalid: unknown limit "maxRoom"; known are maxFrameBytes, /,
    );
  });
});

const ready = {
  ready: true,
  name: 'ws',
  framework: 'ws 8',
  runtime: 'node 24',
  pid: 7,
  features: [],
  limits: { ...DEFAULT_LIMITS },
  endpoints: [{ binding: 'lines', url: 'tcp://127.0.0.1:1' }],
};

test('checkReadyLine', () => {
  expect(checkReadyLine(ready)).toBe(ready);
  expect(checkReadyLine({ ...ready, more: 1 })).toMatchObject({ pid: 7 });
  expect(thrownBy(() => checkReadyLine({ ...ready, ready: false }))).toBe(
    'protocol_violation: the ready line: member "ready" must be true',
  );
  expect(thrownBy(() => checkReadyLine({ ...ready, endpoints: [] }))).toMatch(
    /member "endpoints" must not have fewer/,
  );
  expect(thrownBy(() => checkReadyLine('ready'))).toBe(
    'protocol_violation: the ready line must be a JSON object',
  );
});

const entrant = {
  id: 'ws',
  title: 'ws',
  framework: 'ws',
  language: 'TypeScript',
  runtime: 'node',
  layer: 'library',
  style: 'callbacks',
  bindings: ['websocket'],
  command: ['node', 'src/main.ts'],
  features: ['history'],
  fanout: ['batched'],
  backpressure: { policy: 'close', limit: 'maxOutboxBytes' },
  requires: [],
  expectations: [],
  variants: [],
};

test('checkEntrant', () => {
  expect(checkEntrant(entrant)).toBe(entrant);
  expect(thrownBy(() => checkEntrant({ ...entrant, color: 'red' }))).toBe(
    'config_invalid: entrant.json: unknown member "color"',
  );
  expect(thrownBy(() => checkEntrant({ ...entrant, backpressure: { policy: 'wait', limit: '' } }))).toBe(
    'config_invalid: entrant.json: member "backpressure.policy" must be one of close, drop, buffer',
  );
});

test('errorFrame carries what it is given and nothing that is undefined', () => {
  expect(errorFrame('bad_frame', { ref: undefined, field: undefined })).toStrictEqual({
    type: 'error',
    code: 'bad_frame',
    message: WIRE_ERRORS.bad_frame.message,
    fatal: false,
  });
  expect(errorFrame('unsupported_version', { ref: '1', supported: [1], message: 'no' })).toStrictEqual({
    type: 'error',
    ref: '1',
    code: 'unsupported_version',
    message: 'no',
    fatal: true,
    supported: [1],
  });
});

test('toSocketIoEvent splits a frame', () => {
  expect(toSocketIoEvent({ type: 'left', ref: '1', room: 'a' })).toStrictEqual([
    'left',
    { ref: '1', room: 'a' },
  ]);
});

test('a variant is an entrant of its own, with what it does not state taken from its server', () => {
  const requires = [{ what: 'bun', probe: ['bun'], install: 'pnpm install' }];
  const variant = { id: 'bun', title: 'On Bun', runtime: 'bun', command: ['bun', 'main.ts'], requires };
  const checked = checkEntrant({ ...entrant, variants: [variant] });
  expect(withVariants(checked)).toEqual([
    checked,
    { ...entrant, ...variant, id: `${entrant.id}:bun`, variants: [] },
  ]);
});
