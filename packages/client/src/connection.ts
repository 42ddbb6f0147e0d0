// One connection from its first byte to its end: handshake, checks of what comes in, answers to the server's pings, and
// noticing a server that fell silent. It knows nothing of rooms and requests, and never comes back: the client does.
import {
  type ClientFrame,
  type ClientFrameOf,
  HubbubError,
  type ServerFrame,
  type ServerFrameOf,
  ServerFrames,
} from '@hubbub/protocol';
import { checkServerFrame } from '@hubbub/protocol/checks';
import type { Clock } from './clock.ts';
import type { OpenTransport, Transport, TransportOptions } from './transports/transport.ts';

/** The `welcome` that a server answered to `hello`. */
export type Welcome = ServerFrameOf<'welcome'>;

/** Whom a connection tells. Call order: `onWelcome`, `onFrame*`; `onEnd` comes once, last, whatever happened. */
export interface ConnectionHandlers {
  onWelcome(welcome: Welcome): void;
  /** A checked frame; `ping` and a `pong` of the connection's own are not among them. */
  onFrame(frame: ServerFrame): void;
  /** What the protocol forbids; `ref` where it was meant for a request. */
  onViolation(error: HubbubError, ref: string | undefined): void;
  /** Why there are no more frames; without an error the server said goodbye to our `bye`. */
  onEnd(error: HubbubError | undefined): void;
}

/** What a connection needs to know. Times in ms. */
export interface ConnectionOptions {
  readonly url: URL;
  readonly hello: ClientFrameOf<'hello'>;
  readonly clock: Clock;
  /** From the start to `welcome`. */
  readonly connectTimeoutMs: number;
  /** For the answer to the ping after a silence of `limits.idleTimeoutMs`. */
  readonly pingTimeoutMs: number;
  readonly transport: TransportOptions;
}

const LIVENESS_REF = 'liveness';

/** See the head of this file. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #handlers: ConnectionHandlers;
  readonly #transport: Transport;
  /** Awaits `welcome`, then silence, then an answer, then the close after `closing`: one wait at a time. */
  #timer: unknown;
  #heardAt = 0;
  #welcome: Welcome | undefined;
  #closing: ServerFrameOf<'closing'> | undefined;
  #hasEnded = false;

  /** @throws HubbubError `argument_invalid` where the transport cannot be had here. */
  constructor(open: OpenTransport, options: ConnectionOptions, handlers: ConnectionHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    this.#transport = open(
      options.url,
      {
        onOpen: () => this.#transport.send(options.hello),
        onFrame: (value) => this.#receive(value),
        onViolation: (message) => {
          if (!this.#hasEnded) this.#violate(message);
        },
        onClose: (error) => this.#closed(error),
      },
      options.transport,
    );
    this.#wait(options.connectTimeoutMs, () =>
      this.end(new HubbubError('timed_out', `no welcome within ${options.connectTimeoutMs} ms`)),
    );
  }

  /** Whether frames may be sent: after `welcome`, before `closing` and the end. */
  get isUsable(): boolean {
    return this.#welcome !== undefined && this.#closing === undefined && !this.#hasEnded;
  }

  /** Sends a frame. */
  send(frame: ClientFrame): void {
    this.#transport.send(frame);
  }

  /** Ends the connection from this side, with `onEnd` at once; later calls do nothing. */
  end(error: HubbubError | undefined): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#options.clock.clearTimeout(this.#timer);
    this.#transport.close();
    this.#handlers.onEnd(error);
  }

  #wait(delayMs: number, run: () => void): void {
    this.#options.clock.clearTimeout(this.#timer);
    this.#timer = this.#options.clock.setTimeout(run, delayMs);
  }

  #closed(error: HubbubError): void {
    const { reason, retryAfterMs } = this.#closing ?? {};
    if (reason === 'bye') this.end(undefined);
    else if (retryAfterMs === undefined) this.end(error);
    else {
      const details = { retryAfterMs };
      this.end(new HubbubError('connection_failed', 'the server shut down', { cause: error, details }));
    }
  }

  #receive(value: unknown): void {
    if (this.#hasEnded) return;
    this.#heardAt = this.#options.clock.now();
    const checked = checkServerFrame(value);
    if (checked.ok) {
      this.#take(checked.frame);
      return;
    }
    const { type, ref } = (value ?? {}) as { readonly type?: unknown; readonly ref?: unknown };
    // A frame of a later version of the protocol is no fault: as unknown members, it is passed over (FRAME-1).
    if (typeof type === 'string' && !Object.hasOwn(ServerFrames, type)) return;
    this.#violate(checked.message, typeof ref === 'string' ? ref : undefined);
  }

  #violate(message: string, ref?: string): void {
    this.#handlers.onViolation(new HubbubError('protocol_violation', message), ref);
  }

  #take(frame: ServerFrame): void {
    if (frame.type === 'ping') {
      this.send({ type: 'pong', ...(frame.data !== undefined && { data: frame.data }) });
    } else if (frame.type === 'welcome') {
      this.#welcomed(frame);
    } else if (frame.type === 'closing') {
      this.#closing = frame;
      this.#wait(this.#welcome?.limits.drainMs ?? 0, () => this.#abandon());
      this.#handlers.onFrame(frame);
    } else if (frame.type === 'error') {
      if (this.#welcome !== undefined) this.#handlers.onFrame(frame);
      // A hello refused for its nick could be sent again on this connection (HELLO-7), but never by itself.
      if (frame.fatal || this.#welcome === undefined) this.end(toHubbubError(frame));
    } else if (frame.type === 'pong' && frame.ref === LIVENESS_REF) {
      // It has done what it was asked for: it was heard.
    } else if (this.#welcome === undefined) {
      this.#violate(`"${frame.type}" before welcome (HELLO-2)`);
    } else {
      this.#handlers.onFrame(frame);
    }
  }

  #welcomed(welcome: Welcome): void {
    if (this.#welcome !== undefined) {
      this.#violate('a second welcome');
      return;
    }
    this.#welcome = welcome;
    this.#listen(welcome.limits.idleTimeoutMs);
    this.#handlers.onWelcome(welcome);
  }

  /** Waits for a silence of `idleTimeoutMs`; one timer for all frames, since a timer for each would cost more than the frame. */
  #listen(idleTimeoutMs: number): void {
    const { clock, pingTimeoutMs } = this.#options;
    const silentMs = clock.now() - this.#heardAt;
    if (silentMs < idleTimeoutMs) {
      this.#wait(idleTimeoutMs - silentMs, () => this.#listen(idleTimeoutMs));
      return;
    }
    const askedAt = clock.now();
    this.send({ type: 'ping', ref: LIVENESS_REF });
    this.#wait(pingTimeoutMs, () => {
      if (this.#heardAt >= askedAt) this.#listen(idleTimeoutMs);
      else
        this.end(new HubbubError('connection_failed', `the server is silent for over ${idleTimeoutMs} ms`));
    });
  }

  /** A server that announced its end and then does not close holds nobody up. */
  #abandon(): void {
    this.#closed(new HubbubError('connection_failed', 'the server did not close in time'));
  }
}

/** An `error` frame as what a promise rejects with. */
export function toHubbubError(frame: ServerFrameOf<'error'>): HubbubError {
  const { field, retryAfterMs, supported } = frame;
  return new HubbubError(frame.code, frame.message, {
    details: {
      ...(field !== undefined && { field }),
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      ...(supported !== undefined && { supported }),
    },
  });
}
