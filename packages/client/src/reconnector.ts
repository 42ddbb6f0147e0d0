// One connection after another: when to try, how long to wait, when to give up. What a new connection owes to the last
// one is the client's business.
import { type ClientFrame, type ClientFrameOf, DEFAULT_LIMITS, HubbubError } from '@hubbub/protocol';
import { backoffMs } from './backoff.ts';
import type { Clock } from './clock.ts';
import { isFinal } from './closing.ts';
import { Connection, type ConnectionHandlers, type Welcome } from './connection.ts';
import { type ClientOptions, DEFAULT_OPTIONS } from './options.ts';
import { loadTransport } from './transports/load-transport.ts';

/** Whom a reconnector tells. Call order: (`onWelcome`, `onFrame*`, `onLost`)*, `onEnd`. */
export interface ReconnectorHandlers
  extends Pick<ConnectionHandlers, 'onWelcome' | 'onFrame' | 'onViolation'> {
  /** The `hello` of the next connection. */
  hello(): ClientFrameOf<'hello'>;
  /** A connection or an attempt is gone; another one is made in `retryInMs`. */
  onLost(error: HubbubError, retryInMs: number): void;
  /** There will be no other connection: why, unless the server answered our `bye`. Exactly once. */
  onEnd(error: HubbubError | undefined): void;
}

/** See the head of this file. */
export class Reconnector {
  readonly #url: URL;
  readonly #options: ClientOptions;
  readonly #clock: Clock;
  readonly #handlers: ReconnectorHandlers;
  #connection: Connection | undefined;
  #limits = DEFAULT_LIMITS;
  #wasReady = false;
  #hasEnded = false;
  #failedAttempts = 0;
  #retry: unknown;
  #nickTakenAt: number | undefined;

  constructor(url: URL, options: ClientOptions, clock: Clock, handlers: ReconnectorHandlers) {
    this.#url = url;
    this.#options = options;
    this.#clock = clock;
    this.#handlers = handlers;
  }

  /** The connection there is now; it serves to tell one from the next. */
  get connection(): Connection | undefined {
    return this.#connection;
  }

  /** Makes a connection. Called once; later ones are made without being asked for. */
  async connect(): Promise<void> {
    const { token, connectTimeoutMs, pingTimeoutMs } = this.#options;
    const { onFrame, onViolation } = this.#handlers;
    try {
      const open = await loadTransport(this.#url);
      const credential = typeof token === 'function' ? await token() : token;
      if (this.#hasEnded) return;
      this.#connection = new Connection(
        open,
        {
          url: this.#url,
          hello: { ...this.#handlers.hello(), ...(credential !== undefined && { token: credential }) },
          clock: this.#clock,
          connectTimeoutMs: connectTimeoutMs ?? DEFAULT_OPTIONS.connectTimeoutMs,
          pingTimeoutMs: pingTimeoutMs ?? DEFAULT_OPTIONS.pingTimeoutMs,
          transport: this.#options,
        },
        {
          onWelcome: (welcome) => this.#welcomed(welcome),
          onFrame,
          onViolation,
          onEnd: (error) => this.#lost(error),
        },
      );
    } catch (thrown) {
      this.#lost(HubbubError.from(thrown));
    }
  }

  /** Sends a frame, where there is a connection. */
  send(frame: ClientFrame): void {
    this.#connection?.send(frame);
  }

  /** The connection does all that the last one did: the next loss begins with short waits again. */
  ready(): void {
    this.#wasReady = true;
    this.#failedAttempts = 0;
  }

  /** Ends it all, with `onEnd` at once; later calls do nothing. */
  end(error: HubbubError | undefined): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#clock.clearTimeout(this.#retry);
    this.#connection?.end(error);
    this.#handlers.onEnd(error);
  }

  #welcomed(welcome: Welcome): void {
    this.#limits = welcome.limits;
    this.#nickTakenAt = undefined;
    this.#handlers.onWelcome(welcome);
  }

  #lost(error: HubbubError | undefined): void {
    this.#connection = undefined;
    if (this.#hasEnded) return;
    if (error === undefined || !this.#mayRetry(error)) {
      this.end(error);
      return;
    }
    const { reconnect, random = Math.random } = this.#options;
    const { baseMs, maxMs } = { ...DEFAULT_OPTIONS.reconnect, ...reconnect };
    const retryAfterMs = error.details.retryAfterMs ?? 0;
    const retryInMs = backoffMs(this.#failedAttempts++, retryAfterMs, { baseMs, maxMs, random });
    this.#retry = this.#clock.setTimeout(() => void this.connect(), retryInMs);
    this.#handlers.onLost(error, retryInMs);
  }

  #mayRetry(error: HubbubError): boolean {
    const { reconnect } = this.#options;
    const { maxAttempts } = { ...DEFAULT_OPTIONS.reconnect, ...reconnect };
    // What was never there is not made anew: the caller learns at once that an address is wrong.
    if (!this.#wasReady || reconnect === false || isFinal(error)) return false;
    if (this.#failedAttempts >= maxAttempts) return false;
    if (error.code !== 'nick_taken') return true;
    // Our own lost connection may hold the nick until the server misses it (LIVE-1); well after that it is another's.
    this.#nickTakenAt ??= this.#clock.now();
    return this.#clock.now() - this.#nickTakenAt <= this.#limits.idleTimeoutMs * 2;
  }
}
