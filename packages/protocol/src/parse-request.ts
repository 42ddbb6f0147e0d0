// From JSON text to a request: which frames a server takes, and which error another one gets (FRAME-1…4, FRAME-7).
// The members, their order and their ranges come from the schemas of frames.ts; nothing of the chat is decided here.
import type { TSchema } from 'typebox';
import {
  type ClientFrame,
  ClientFrames,
  type ClientFrameType,
  MAX_PING_DATA_BYTES,
  PROTOCOL_VERSION,
} from './frames.ts';
import type { Limits } from './limits.ts';
import { isNick, isRoomName } from './names.ts';
import { isTransportable, utf8Length } from './text.ts';

/** A request, or the code of the error that the sender gets, with what belongs into that error frame. */
export type ParsedRequest =
  | { readonly ok: true; readonly request: ClientFrame }
  | {
      readonly ok: false;
      readonly code: 'bad_frame' | 'unknown_type' | 'invalid_field' | 'nick_invalid' | 'room_invalid';
      /** The type of the request; absent where there is none (`bad_frame`, `unknown_type`). */
      readonly type?: ClientFrameType;
      readonly field?: string;
      readonly ref?: string;
    };

type Check = (value: unknown, limits: Limits) => boolean;
type FormCode = 'nick_invalid' | 'room_invalid';

interface Member {
  readonly name: string;
  readonly optional: boolean;
  readonly check: Check;
}

interface Shape {
  readonly type: ClientFrameType;
  /** All members but `type` and `ref`, in schema order. */
  readonly members: readonly Member[];
  /** The members whose form is looked at once all types and ranges are right (FRAME-4). */
  readonly forms: readonly {
    readonly name: string;
    readonly isWell: (text: string) => boolean;
    readonly code: FormCode;
  }[];
}

/** The keywords that the request schemas use. */
interface MemberSchema extends TSchema {
  readonly type?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

const FORMS = new Map<string, { isWell: (text: string) => boolean; code: FormCode }>([
  ['nick', { isWell: isNick, code: 'nick_invalid' }],
  ['to', { isWell: isNick, code: 'nick_invalid' }],
  ['room', { isWell: isRoomName, code: 'room_invalid' }],
]);

const hasBytes = (text: string, minimum: number, maximum: number): boolean =>
  text.length >= minimum &&
  text.length <= maximum &&
  (text.length * 3 <= maximum || utf8Length(text) <= maximum);

const isSizedString = (value: unknown, minimum: number, maximum: number): value is string =>
  typeof value === 'string' && hasBytes(value, minimum, maximum) && isTransportable(value);

const isRef = (value: unknown): value is string => isSizedString(value, 1, 64);

function isPingData(value: unknown): boolean {
  if (typeof value === 'string' && !isTransportable(value)) return false;
  try {
    return hasBytes(JSON.stringify(value), 1, MAX_PING_DATA_BYTES);
  } catch {
    return false; // JSON.stringify is recursive: nesting that overflows the stack is far above the limit
  }
}

function checkOf(name: string, schema: MemberSchema): Check {
  if (name === 'text') return (value, limits) => isSizedString(value, 1, limits.maxTextBytes);
  if (schema.type === 'string') {
    const { minLength: minimum = 0, maxLength: maximum = Number.POSITIVE_INFINITY } = schema;
    return (value) => isSizedString(value, minimum, maximum);
  }
  if (schema.type === 'integer') {
    const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = schema;
    return (value) => Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum;
  }
  return isPingData;
}

function shapeOf(type: ClientFrameType): Shape {
  const { properties, required } = ClientFrames[type] as unknown as {
    properties: Record<string, MemberSchema>;
    required: readonly string[];
  };
  const names = Object.keys(properties).filter((name) => name !== 'type' && name !== 'ref');
  return {
    type,
    members: names.map((name) => ({
      name,
      optional: !required.includes(name),
      check: checkOf(name, properties[name] as MemberSchema),
    })),
    forms: names.flatMap((name) => {
      const form = FORMS.get(name);
      return form ? [{ name, ...form }] : [];
    }),
  };
}

const SHAPES: ReadonlyMap<string, Shape> = new Map(
  (Object.keys(ClientFrames) as ClientFrameType[]).map((type) => [type, shapeOf(type)]),
);
const BAD_FRAME: ParsedRequest = Object.freeze({ ok: false, code: 'bad_frame' });

const refused = (
  type: ClientFrameType,
  code: 'invalid_field' | FormCode,
  field: string | undefined,
  ref: string | undefined,
): ParsedRequest => ({
  ok: false,
  code,
  type,
  ...(field !== undefined && { field }),
  ...(ref !== undefined && { ref }),
});

/**
 * Parses the JSON text of one frame into a request that holds known members only.
 *
 * Errors in this order: `bad_frame`; `unknown_type`; `invalid_field` for `ref`, which is not sent back; `invalid_field`
 * for the first member in schema order that is missing or of the wrong JSON type or range; `nick_invalid` or
 * `room_invalid` for a string of the wrong form (FRAME-1…4, FRAME-7). A `hello` of another integer `version` than ours
 * is returned whatever the form of its nick, so that `unsupported_version` can come first (HELLO-3).
 * All string lengths are UTF-8 bytes. The size of the frame itself is the decoder's concern (FRAME-5).
 */
export function parseRequest(json: string, limits: Limits): ParsedRequest {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return BAD_FRAME;
  }
  return parseRequestValue(value, limits);
}

/** Like {@link parseRequest}, for a binding that hands over values in place of text (Socket.IO). */
export function parseRequestValue(value: unknown, limits: Limits): ParsedRequest {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return BAD_FRAME;
  const frame = value as Record<string, unknown>;
  const type = Object.hasOwn(frame, 'type') ? frame.type : undefined;
  if (typeof type !== 'string') return BAD_FRAME;
  const ref = Object.hasOwn(frame, 'ref') ? frame.ref : undefined;
  const hasValidRef = isRef(ref);
  const shape = SHAPES.get(type);
  if (shape === undefined) return { ok: false, code: 'unknown_type', ...(hasValidRef && { ref }) };
  const request: Record<string, unknown> = { type: shape.type };
  if (hasValidRef) request.ref = ref;
  else if (ref !== undefined) return refused(shape.type, 'invalid_field', 'ref', undefined);
  for (const { name, optional, check } of shape.members) {
    const member = Object.hasOwn(frame, name) ? frame[name] : undefined;
    if (member === undefined) {
      if (optional) continue;
      return refused(shape.type, 'invalid_field', name, ref);
    }
    if (!check(member, limits)) return refused(shape.type, 'invalid_field', name, ref);
    request[name] = member;
  }
  const isOtherVersion = type === 'hello' && request.version !== PROTOCOL_VERSION;
  for (const { name, isWell, code } of shape.forms) {
    if (!isOtherVersion && !isWell(request[name] as string)) return refused(shape.type, code, undefined, ref);
  }
  return { ok: true, request: request as ClientFrame };
}
