// The one table of error codes (PROTOCOL.md §10) and the one error class. A test holds this table, the
// document and the schema against each other in both directions.
import { CLOSE, type CloseCode } from './close-codes.ts';

interface WireErrorEntry {
  /** The close code where the server closes after this error; absent where the connection stays. */
  readonly close?: CloseCode;
  /** The default sentence, told to a person. */
  readonly message: string;
}

/** Errors that travel in an `error` frame. Those with `close` are fatal. */
export const WIRE_ERRORS = Object.freeze({
  bad_frame: { message: 'a frame is a JSON object with a string member "type"' },
  unknown_type: { message: 'no request has this type' },
  invalid_field: { message: 'a member is missing, of the wrong type or out of range' },
  frame_too_large: { message: 'the frame is longer than limits.maxFrameBytes', close: CLOSE.tooLarge },
  invalid_utf8: { message: 'the bytes are not valid UTF-8', close: CLOSE.invalidUtf8 },
  too_many_errors: { message: 'too many errors in a row', close: CLOSE.tooManyErrors },
  hello_required: { message: 'say hello first' },
  unsupported_version: { message: 'this protocol version is not offered', close: CLOSE.hello },
  already_welcomed: { message: 'hello was already answered' },
  hello_timeout: { message: 'no completed hello in time', close: CLOSE.hello },
  unauthorized: { message: 'a valid token is required', close: CLOSE.unauthorized },
  nick_invalid: {
    message: 'a nick is 1–32 letters, marks, digits, "_", "-" or ".", starting with a letter or digit',
  },
  nick_taken: { message: 'the nick is in use or reserved' },
  replaced: { message: 'a newer connection took this session over', close: CLOSE.replaced },
  room_invalid: { message: 'a room name is 1–64 of a–z, 0–9, "_" and "-", starting with a letter or digit' },
  not_joined: { message: 'join the room first' },
  too_many_rooms: { message: 'too many rooms for one client' },
  no_such_nick: { message: 'nobody has this nick now' },
  rate_limited: { message: 'too many requests' },
  server_full: { message: 'the server has no free place', close: CLOSE.full },
  idle_timeout: { message: 'nothing was heard from the client for too long', close: CLOSE.idle },
  slow_consumer: { message: 'the client reads too slowly', close: CLOSE.slowConsumer },
  unavailable: { message: 'a part that the request needs is away' },
  internal: { message: 'a fault of the server', close: CLOSE.internal },
} satisfies Record<string, WireErrorEntry>);

/** A code that can stand in an `error` frame (§10). */
export type WireErrorCode = keyof typeof WIRE_ERRORS;

/** Codes that never travel: they are told to the program or the person on this side. */
export const LOCAL_ERRORS = Object.freeze({
  config_invalid: 'the configuration is malformed (PROC-1)',
  argument_invalid: 'an argument of a command or call is malformed',
  port_in_use: 'the address cannot be bound',
  server_unknown: 'no server has this id',
  requirement_missing: 'something that must be installed is not',
  start_failed: 'a server process did not become ready',
  connection_failed: 'the connection could not be made or was lost',
  timed_out: 'an answer did not come in time',
  closed: 'the object was closed before',
  already_registered: 'the file object is already registered with the selector',
  not_registered: 'the file object is not registered with the selector',
  unsupported_platform: 'this platform does not have it',
  protocol_violation: 'the peer sent what the protocol forbids',
});

/** A code of {@link LOCAL_ERRORS}. */
export type LocalErrorCode = keyof typeof LOCAL_ERRORS;
/** Every code that a {@link HubbubError} can have: a closed set. */
export type ErrorCode = WireErrorCode | LocalErrorCode;

/** The close code after this error, or `undefined` where it is not fatal. */
export function closeCodeOf(code: WireErrorCode): CloseCode | undefined {
  return (WIRE_ERRORS[code] as WireErrorEntry).close;
}

/** Whether the server closes after this error (`error.fatal`, §10). */
export function isFatal(code: WireErrorCode): boolean {
  return closeCodeOf(code) !== undefined;
}

/** Whether a string is a code of the wire table. */
export function isWireErrorCode(code: string): code is WireErrorCode {
  return Object.hasOwn(WIRE_ERRORS, code);
}

/** The one error class: a `code` of the closed set, a sentence for a person, and the cause where there is one. */
export class HubbubError extends Error {
  override readonly name = 'HubbubError';
  readonly code: ErrorCode;
  /** `error.field`, `retryAfterMs` and `supported` where an error frame carried them. */
  readonly details: { field?: string; retryAfterMs?: number; supported?: number[] };

  constructor(
    code: ErrorCode,
    message?: string,
    options: ErrorOptions & { details?: HubbubError['details'] } = {},
  ) {
    super(message ?? (isWireErrorCode(code) ? WIRE_ERRORS[code].message : LOCAL_ERRORS[code]), options);
    this.code = code;
    this.details = options.details ?? {};
  }

  /** Turns anything thrown into a HubbubError; one stays what it is, all else becomes `internal` with its cause. */
  static from(thrown: unknown): HubbubError {
    if (thrown instanceof HubbubError) return thrown;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return new HubbubError('internal', message, { cause: thrown });
  }
}
