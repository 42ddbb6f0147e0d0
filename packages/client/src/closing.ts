// Why a connection ended, and whether another one is worth an attempt. Data, no behaviour.
import { CLOSE, type ErrorCode, HubbubError } from '@hubbub/protocol';

const ERROR_BY_CLOSE_CODE: ReadonlyMap<number, ErrorCode> = new Map<number, ErrorCode>([
  [CLOSE.protocolError, 'protocol_violation'],
  [CLOSE.binary, 'protocol_violation'],
  [CLOSE.invalidUtf8, 'invalid_utf8'],
  [CLOSE.tooLarge, 'frame_too_large'],
  [CLOSE.internal, 'internal'],
  [CLOSE.full, 'server_full'],
  [CLOSE.replaced, 'replaced'],
  [CLOSE.unauthorized, 'unauthorized'],
  [CLOSE.slowConsumer, 'slow_consumer'],
  [CLOSE.idle, 'idle_timeout'],
  [CLOSE.tooManyErrors, 'too_many_errors'],
]);

/**
 * What a WebSocket close code says where no `error` frame came before it (WS-5, CLOSE-1); `connection_failed` for a code
 * that names no cause. 4001 is among those: it stands for two causes, of which one may be tried again.
 */
export function closeError(code: number, reason: string): HubbubError {
  const sentence = reason === '' ? undefined : reason;
  return new HubbubError(
    ERROR_BY_CLOSE_CODE.get(code) ?? 'connection_failed',
    sentence ?? `closed with ${code}`,
  );
}

// Another connection would meet the same end: it is this client's version, token, requests or place that is refused.
const FINAL: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'argument_invalid',
  'bad_frame',
  'closed',
  'frame_too_large',
  'hello_required',
  'invalid_field',
  'invalid_utf8',
  'nick_invalid',
  'replaced',
  'too_many_errors',
  'unauthorized',
  'unknown_type',
  'unsupported_version',
]);

/** Whether a connection that ended so must not be tried again. `nick_taken` is decided by who was first: see Client. */
export function isFinal(error: HubbubError): boolean {
  return FINAL.has(error.code);
}
