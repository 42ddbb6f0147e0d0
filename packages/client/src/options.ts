// What a caller can choose, and what holds where nothing is chosen. Data, no behaviour.
import type { Clock } from './clock.ts';
import type { TransportOptions } from './transports/transport.ts';

/** How a lost connection is made anew: waits of `random × min(maxMs, baseMs × 2^attempt)`, more where the server asks. */
export interface ReconnectOptions {
  /** The most that the first wait can be, in ms; default 250. */
  readonly baseMs?: number;
  /** The most that any wait can be, in ms, the server's `retryAfterMs` aside; default 15 000. */
  readonly maxMs?: number;
  /** Attempts in a row that may fail before the client gives up; default: any number. */
  readonly maxAttempts?: number;
}

/** The options of a client. Times in ms. */
export interface ClientOptions extends TransportOptions {
  /** The nick to ask for (NICK-1). */
  readonly nick: string;
  /** The session token of an earlier connection with this nick, to take its place (NICK-5). */
  readonly session?: string | undefined;
  /** The credential of a server with the feature `auth` (HELLO-8), or what gives one for each connection. */
  readonly token?: string | (() => string | Promise<string>) | undefined;
  /** The last message seen, by room: the `since` of the first `join` of each (HIST-2). */
  readonly since?: Readonly<Record<string, number>> | undefined;
  /** `false`: a lost connection ends the client. */
  readonly reconnect?: false | ReconnectOptions | undefined;
  /** From the start of a connection to `welcome`; default 10 000. */
  readonly connectTimeoutMs?: number | undefined;
  /** From a call to its reply, reconnecting included, unless the call says otherwise; default 10 000. */
  readonly requestTimeoutMs?: number | undefined;
  /** For the answer to the ping that follows a silence of `limits.idleTimeoutMs`; default 10 000. */
  readonly pingTimeoutMs?: number | undefined;
  /** Requests without an answer, sent or not; one more is refused with `rate_limited`. Default 1 000. */
  readonly maxPending?: number | undefined;
  /** Ends the client at once when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /** A number from 0 to below 1, for the waits; default `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** Time and timers; default the platform's. */
  readonly clock?: Clock | undefined;
}

/** What every call takes. */
export interface CallOptions {
  /** How long to wait for the reply, in ms; default `requestTimeoutMs` of the client. */
  readonly timeoutMs?: number | undefined;
  /** Gives the call up; what was sent is not taken back. */
  readonly signal?: AbortSignal | undefined;
}

/** The defaults of {@link ClientOptions}. */
export const DEFAULT_OPTIONS = Object.freeze({
  reconnect: Object.freeze({ baseMs: 250, maxMs: 15_000, maxAttempts: Number.POSITIVE_INFINITY }),
  connectTimeoutMs: 10_000,
  requestTimeoutMs: 10_000,
  pingTimeoutMs: 10_000,
  maxPending: 1_000,
});
