// Every frame, defined once: the TypeScript types, the compiled checks, JSON Schema and AsyncAPI all come from here.
import type { Static, TSchema } from 'typebox';
import { WIRE_ERRORS, type WireErrorCode } from './errors.ts';
import { LimitsSchema } from './limits.ts';
import { Type } from './schema-builder.ts';

const Ref = Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: '1–64 bytes (§1)' }));
const Id = Type.String({ minLength: 1, maxLength: 64, description: '1–64 bytes (SAY-5)' });
const Nick = Type.String({ minLength: 1, maxLength: 32, description: 'a nick (NICK-1)' });
const Room = Type.String({ pattern: '^[a-z0-9][a-z0-9_-]{0,63}$', description: 'a room name (ROOM-1)' });
const Text = Type.String({ minLength: 1, description: '1–limits.maxTextBytes UTF-8 bytes (SAY-3)' });
const Seq = Type.Integer({ minimum: 1, description: 'the number of a message in its room (ORDER-1)' });
const LastSeq = Type.Integer({ minimum: 0, description: 'a message number, 0 for none (ROOM-7)' });
const Time = Type.Integer({ minimum: 0, description: 'ms since the epoch, the server’s clock (SAY-2)' });
const Count = Type.Integer({ minimum: 0 });
const Ms = Type.Integer({ minimum: 0, description: 'ms' });
const Cursor = Type.String({
  minLength: 1,
  maxLength: 256,
  description: 'exclusive start of a page (WHO-2)',
});
const Data = Type.Unknown({ description: 'any JSON value of at most 1024 bytes (§9)' });
const Presence = Type.Enum(['each', 'size']);
const Reason = Type.Enum(['left', 'disconnected', 'timeout', 'slow_consumer', 'replaced', 'kicked']);

/** What a client may send. `pong` answers the server's `ping` and is never answered itself (LIVE-2). */
export const ClientFrames = {
  hello: Type.Object({
    type: Type.Literal('hello'),
    ref: Ref,
    version: Type.Integer(),
    nick: Type.String(),
    session: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
    token: Type.Optional(Type.String({ minLength: 1, maxLength: 8_192 })),
  }),
  rename: Type.Object({ type: Type.Literal('rename'), ref: Ref, nick: Type.String() }),
  join: Type.Object({
    type: Type.Literal('join'),
    ref: Ref,
    room: Type.String(),
    since: Type.Optional(LastSeq),
  }),
  leave: Type.Object({ type: Type.Literal('leave'), ref: Ref, room: Type.String() }),
  who: Type.Object({
    type: Type.Literal('who'),
    ref: Ref,
    room: Type.String(),
    after: Type.Optional(Cursor),
  }),
  rooms: Type.Object({ type: Type.Literal('rooms'), ref: Ref, after: Type.Optional(Cursor) }),
  say: Type.Object({
    type: Type.Literal('say'),
    ref: Ref,
    room: Type.String(),
    text: Type.String(),
    id: Type.Optional(Id),
  }),
  direct: Type.Object({
    type: Type.Literal('direct'),
    ref: Ref,
    to: Type.String(),
    text: Type.String(),
    id: Type.Optional(Id),
  }),
  history: Type.Object({
    type: Type.Literal('history'),
    ref: Ref,
    room: Type.String(),
    before: Type.Optional(Seq),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
  }),
  ping: Type.Object({ type: Type.Literal('ping'), ref: Ref, data: Type.Optional(Data) }),
  pong: Type.Object({ type: Type.Literal('pong'), ref: Ref, data: Type.Optional(Data) }),
  bye: Type.Object({ type: Type.Literal('bye'), ref: Ref }),
} as const;

/** One retained message in a `history` frame (HIST-3). */
export const HistoryEntrySchema = Type.Object({
  seq: Seq,
  id: Type.Optional(Id),
  from: Nick,
  text: Text,
  at: Time,
});

const ErrorCodes = Type.Enum(Object.keys(WIRE_ERRORS) as WireErrorCode[]);

/** What a server may send: replies (which carry the request's `ref`) and events. */
export const ServerFrames = {
  welcome: Type.Object({
    type: Type.Literal('welcome'),
    ref: Ref,
    version: Type.Integer({ minimum: 1 }),
    server: Type.Object({ name: Type.String(), framework: Type.String(), runtime: Type.String() }),
    nick: Nick,
    session: Type.String({
      minLength: 22,
      description: 'at least 128 random bits, the client’s secret (NICK-5)',
    }),
    limits: LimitsSchema,
    features: Type.Array(Type.String()),
  }),
  renamed: Type.Object({ type: Type.Literal('renamed'), ref: Ref, from: Nick, to: Nick }),
  joined: Type.Object({
    type: Type.Literal('joined'),
    ref: Ref,
    room: Room,
    seq: LastSeq,
    members: Type.Array(Nick),
    complete: Type.Boolean(),
    presence: Presence,
    gap: Type.Optional(Type.Boolean()),
  }),
  left: Type.Object({ type: Type.Literal('left'), ref: Ref, room: Room }),
  members: Type.Object({
    type: Type.Literal('members'),
    ref: Ref,
    room: Room,
    members: Type.Array(Nick),
    next: Type.Optional(Cursor),
  }),
  rooms: Type.Object({
    type: Type.Literal('rooms'),
    ref: Ref,
    rooms: Type.Array(Type.Object({ room: Room, members: Type.Integer({ minimum: 1 }) })),
    next: Type.Optional(Cursor),
  }),
  said: Type.Object({
    type: Type.Literal('said'),
    ref: Ref,
    room: Type.Optional(Room),
    seq: Type.Optional(Seq),
    at: Time,
    duplicate: Type.Optional(Type.Literal(true)),
  }),
  history: Type.Object({
    type: Type.Literal('history'),
    ref: Ref,
    room: Room,
    messages: Type.Array(HistoryEntrySchema),
    more: Type.Boolean(),
  }),
  message: Type.Object({
    type: Type.Literal('message'),
    room: Room,
    seq: Seq,
    id: Type.Optional(Id),
    from: Nick,
    text: Text,
    at: Time,
  }),
  direct: Type.Object({
    type: Type.Literal('direct'),
    from: Nick,
    to: Nick,
    text: Text,
    id: Type.Optional(Id),
    at: Time,
  }),
  member_joined: Type.Object({ type: Type.Literal('member_joined'), room: Room, nick: Nick }),
  member_left: Type.Object({ type: Type.Literal('member_left'), room: Room, nick: Nick, reason: Reason }),
  room_size: Type.Object({ type: Type.Literal('room_size'), room: Room, members: Count }),
  presence: Type.Object({ type: Type.Literal('presence'), room: Room, mode: Presence, members: Count }),
  ping: Type.Object({ type: Type.Literal('ping'), data: Type.Optional(Data) }),
  pong: Type.Object({ type: Type.Literal('pong'), ref: Ref, data: Type.Optional(Data) }),
  closing: Type.Object({
    type: Type.Literal('closing'),
    ref: Ref,
    reason: Type.Enum(['bye', 'shutdown']),
    retryAfterMs: Type.Optional(Ms),
  }),
  error: Type.Object({
    type: Type.Literal('error'),
    ref: Ref,
    code: ErrorCodes,
    message: Type.String(),
    fatal: Type.Boolean(),
    field: Type.Optional(Type.String()),
    retryAfterMs: Type.Optional(Ms),
    supported: Type.Optional(Type.Array(Type.Integer())),
  }),
} as const;

type Frames<T> = { [K in keyof T]: T[K] extends TSchema ? Static<T[K]> : never };

/** Client frames by type. */
export type ClientFrameMap = Frames<typeof ClientFrames>;
/** Server frames by type. */
export type ServerFrameMap = Frames<typeof ServerFrames>;
/** The type name of a client frame. */
export type ClientFrameType = keyof ClientFrameMap;
/** The type name of a server frame. */
export type ServerFrameType = keyof ServerFrameMap;
/** Any frame from client to server. */
export type ClientFrame = ClientFrameMap[ClientFrameType];
/** Any frame from server to client. */
export type ServerFrame = ServerFrameMap[ServerFrameType];
/** One server frame of the given type. */
export type ServerFrameOf<T extends ServerFrameType> = ServerFrameMap[T];
/** One client frame of the given type. */
export type ClientFrameOf<T extends ClientFrameType> = ClientFrameMap[T];
/** Why a member left a room (§5). */
export type LeaveReason = ServerFrameMap['member_left']['reason'];
/** How a room tells presence (ROOM-8). */
export type PresenceMode = ServerFrameMap['joined']['presence'];
/** One retained message (HIST-3). */
export type HistoryEntry = Static<typeof HistoryEntrySchema>;

/** The frame that answers each request, beside `error`; a `pong` is never answered (LIVE-3). */
export const REPLY_TYPES = Object.freeze({
  hello: 'welcome',
  rename: 'renamed',
  join: 'joined',
  leave: 'left',
  who: 'members',
  rooms: 'rooms',
  say: 'said',
  direct: 'said',
  history: 'history',
  ping: 'pong',
  pong: undefined,
  bye: 'closing',
} satisfies Record<ClientFrameType, ServerFrameType | undefined>);

/** The frames that a server may send unasked; some of them are replies too. */
export const EVENT_TYPES = Object.freeze([
  'message',
  'direct',
  'member_joined',
  'member_left',
  'room_size',
  'presence',
  'renamed',
  'ping',
  'closing',
  'error',
] satisfies ServerFrameType[]);

/** The protocol version of this package (HELLO-3). */
export const PROTOCOL_VERSION = 1;
/** The most JSON bytes of `ping.data` and `pong.data` (§9). */
export const MAX_PING_DATA_BYTES = 1_024;
