// Errors as an HTTP API tells them: a status, and the code and sentence of §10 as the body.
import { HubbubError, type WireErrorCode } from '@hubbub/protocol';

/** An error as a response. */
export interface HttpFailure {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: { readonly code: string; readonly message: string } & HubbubError['details'];
}

const STATUS: Partial<Record<WireErrorCode | 'closed', number>> = {
  unauthorized: 401,
  nick_taken: 409,
  rate_limited: 429,
  internal: 500,
  server_full: 503,
  unavailable: 503,
  closed: 503,
};

/**
 * One of the chat gets its status, 400 unless it means something else; one that states a `statusCode` below 500, as
 * frameworks throw them, keeps it; all else tells nothing (SEC-1).
 */
export function httpFailure(thrown: unknown): HttpFailure {
  const { statusCode = 500 } = thrown as { statusCode?: number };
  const { code, message, details } = HubbubError.from(thrown);
  const { retryAfterMs } = details;
  const headers = retryAfterMs === undefined ? {} : { 'retry-after': `${Math.ceil(retryAfterMs / 1_000)}` };
  if (thrown instanceof HubbubError) {
    const status = STATUS[code as keyof typeof STATUS] ?? 400;
    return { status, headers, body: { code, message, ...details } };
  }
  if (statusCode < 500) return { status: statusCode, headers, body: { code: 'bad_frame', message } };
  return { status: 500, headers, body: { code: 'internal', message: new HubbubError('internal').message } };
}
