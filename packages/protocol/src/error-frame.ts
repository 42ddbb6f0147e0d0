// Builds `error` frames from the table of errors.ts, so that `fatal` and the sentence have one source (§10).
import { isFatal, WIRE_ERRORS, type WireErrorCode } from './errors.ts';
import type { ServerFrameOf } from './frames.ts';

/** What an `error` frame may carry beside its code; `undefined` counts as absent. */
export interface ErrorFrameExtra {
  readonly ref?: string | undefined;
  readonly field?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly supported?: readonly number[] | undefined;
  /** Replaces the table's sentence; must reveal no stack and no path (SEC-1). */
  readonly message?: string | undefined;
}

/** The `error` frame of a code: `fatal` and, unless one is given, the `message` come from {@link WIRE_ERRORS}. */
export function errorFrame(code: WireErrorCode, extra: ErrorFrameExtra = {}): ServerFrameOf<'error'> {
  const { ref, field, retryAfterMs, supported, message = WIRE_ERRORS[code].message } = extra;
  return {
    type: 'error',
    ...(ref !== undefined && { ref }),
    code,
    message,
    fatal: isFatal(code),
    ...(field !== undefined && { field }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(supported !== undefined && { supported: [...supported] }),
  };
}
