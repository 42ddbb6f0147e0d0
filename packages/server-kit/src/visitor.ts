// A client inside this process, such as one HTTP request: requests in, promises of their replies out. It is a connection
// like any other, so places, tokens, rates, limits and the order of §7 hold for it without a rule of its own.
import {
  type ClientFrameOf,
  HubbubError,
  PROTOCOL_VERSION,
  type ServerFrame,
  type ServerFrameOf,
} from '@hubbub/protocol';
import type { Connection, Payload, Place, Transport } from './contract.ts';

/** Who hears what a visitor gets, in the order of §7. */
export interface Audience {
  /** Bytes told and not yet taken; they count as the client's outbox (FLOW-1). */
  readonly bufferedBytes: number;
  /** A reply, an event, or an error that answers no request. It must not throw. */
  tell(frame: ServerFrame): void;
  /** Nothing more will come. */
  end(): void;
}

/** The reply to each request that a visitor can make. */
interface Replies {
  hello: 'welcome';
  join: 'joined';
  leave: 'left';
  say: 'said';
  who: 'members';
  rooms: 'rooms';
  history: 'history';
  bye: 'closing';
}

const NOBODY: Audience = { bufferedBytes: 0, tell() {}, end() {} };

/** A client without a wire. */
export class Visitor {
  readonly #audience: Audience;
  readonly #connection: Connection<'websocket'>;
  readonly #waiting = new Map<string, PromiseWithResolvers<ServerFrame>>();
  #asked = 0;
  #isOver = false;
  #end: HubbubError | undefined;

  /** Takes the place and gives it back when it is over; on a refused place every request rejects with `server_full`. */
  constructor(place: Place, remoteAddress: string, audience: Audience = NOBODY) {
    this.#audience = audience;
    const transport: Transport = {
      remoteAddress,
      get bufferedBytes() {
        return audience.bufferedBytes;
      },
      write: (payload) => this.#take(payload),
      pause() {},
      resume() {},
      close: () => this.#over(),
      abort: () => this.#over(),
    };
    this.#connection = place.open('websocket', transport);
  }

  /**
   * Says hello, with the token that HELLO-8 asks for.
   * @throws HubbubError as {@link ask}.
   */
  hello(nick: string, token?: string): Promise<ServerFrameOf<'welcome'>> {
    const version = PROTOCOL_VERSION;
    return this.ask({ type: 'hello', version, nick, ...(token !== undefined && { token }) });
  }

  /**
   * Makes a request and resolves with its reply.
   * @throws HubbubError with the code of the error that answered it or ended the visit; `closed` after the end.
   */
  async ask<T extends keyof Replies>(
    request: ClientFrameOf<T> & { readonly type: T },
  ): Promise<ServerFrameOf<Replies[T]>> {
    if (this.#end !== undefined) throw this.#end;
    const ref = `${++this.#asked}`;
    const answer = Promise.withResolvers<ServerFrame>();
    this.#waiting.set(ref, answer);
    this.#connection.receive(JSON.stringify({ ...request, ref }));
    return (await answer.promise) as ServerFrameOf<Replies[T]>;
  }

  /** The audience's buffer ran empty. */
  drained(): void {
    this.#connection.drained();
  }

  /** Ends the visit; more than one call counts once. */
  close(): void {
    this.#over();
  }

  #take({ frames }: Payload): void {
    for (const frame of frames) {
      const ref = 'ref' in frame ? frame.ref : undefined;
      const answer = ref === undefined ? undefined : this.#waiting.get(ref);
      if (ref !== undefined && answer !== undefined) {
        this.#waiting.delete(ref);
        if (frame.type === 'error') {
          answer.reject(errorOf(frame));
          continue;
        }
        const reply = withoutRef(frame);
        answer.resolve(reply);
        this.#audience.tell(reply);
      } else if (frame.type === 'error' && frame.fatal) {
        this.#end ??= errorOf(frame);
        this.#audience.tell(frame);
      } else {
        // An audience that takes what it is told is alive; one that does not cannot say so (LIVE-1).
        if (frame.type === 'ping' && this.#audience.bufferedBytes === 0) {
          queueMicrotask(() => this.#connection.heard());
        }
        this.#audience.tell(frame);
      }
    }
  }

  #over(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#end ??= new HubbubError('closed', 'the visit is over');
    for (const { reject } of this.#waiting.values()) reject(this.#end);
    this.#waiting.clear();
    this.#audience.end();
    // A transport never calls back from inside a call.
    queueMicrotask(() => this.#connection.closed());
  }
}

function errorOf({ code, message, field, retryAfterMs }: ServerFrameOf<'error'>): HubbubError {
  const details = {
    ...(field !== undefined && { field }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
  return new HubbubError(code, message, { details });
}

/** The `ref` is the visitor's own affair. */
function withoutRef(frame: ServerFrame): ServerFrame {
  const { ref: _, ...answer } = frame as ServerFrame & { ref?: string };
  return answer;
}
