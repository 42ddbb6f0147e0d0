// Requests from the call to their reply: refs, deadlines, order, and what becomes of them when the connection is lost.
// Rooms and reconnecting are not its concern; it is told when frames can be sent and when they cannot.
import {
  type ClientFrame,
  HubbubError,
  type Limits,
  type ServerFrame,
  type ServerFrameOf,
  type ServerFrameType,
} from '@hubbub/protocol';
import type { Clock } from './clock.ts';
import { toHubbubError } from './connection.ts';
import { Pacer } from './pacer.ts';

/**
 * What may be done with a request whose connection was lost before its reply: `always` sent again, since twice is as good
 * as once; `with_id` sent again where the server tells repeats by their `id` (SAY-5); `never`, since nobody can know
 * whether it had its effect.
 */
export type Resend = 'always' | 'with_id' | 'never';

/** How a request is sent and how long it is waited for. */
export interface RequestOptions<T extends ServerFrameType> {
  /** The type of the frame that answers it. */
  readonly reply: T;
  readonly resend: Resend;
  /** From the call on, in ms, reconnecting included. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** A request of the client itself: sent before all others, also while those are held, and not counted among them. */
  readonly isUrgent?: boolean;
}

interface Pending {
  readonly frame: ClientFrame & { readonly ref: string };
  readonly reply: ServerFrameType;
  readonly resend: Resend;
  readonly isUrgent: boolean;
  isSent: boolean;
  resolve(frame: ServerFrame): void;
  reject(error: HubbubError): void;
}

// These take no token (RATE-1).
const FREE: ReadonlySet<string> = new Set(['ping', 'bye']);

/** See the head of this file. */
export class RequestQueue {
  readonly #clock: Clock;
  readonly #maxPending: number;
  /** By ref, in the order of the calls. */
  readonly #pending = new Map<string, Pending>();
  /** The client's own requests that are to be sent; they go first, even while the others are held. */
  #unsentUrgent: Pending[] = [];
  /** The other ones of `#pending` that are to be sent, from `#next` on; settled ones among them are passed over. */
  #unsent: Pending[] = [];
  #next = 0;
  #refs = 0;
  #urgent = 0;
  #send: ((frame: ClientFrame) => void) | undefined;
  #pacer: Pacer | undefined;
  #pacing: unknown;
  #isHeld = true;

  constructor(clock: Clock, maxPending: number) {
    this.#clock = clock;
    this.#maxPending = maxPending;
  }

  /**
   * Sends a request as soon as it may and resolves with its reply.
   * @throws HubbubError the code of the server's answer; `rate_limited` where `maxPending` requests wait already;
   * `timed_out`; `closed` where the signal aborted or the client ended; `connection_failed` where the connection was lost
   * and it is unknown whether the request had its effect.
   */
  request<T extends ServerFrameType>(
    frame: ClientFrame,
    options: RequestOptions<T>,
  ): Promise<ServerFrameOf<T>> {
    const { reply, resend, timeoutMs, signal, isUrgent = false } = options;
    if (signal?.aborted) return Promise.reject(abortError(signal));
    if (!isUrgent && this.#pending.size - this.#urgent >= this.#maxPending) {
      return Promise.reject(
        new HubbubError('rate_limited', `${this.#maxPending} requests wait for an answer already`),
      );
    }
    const ref = String(++this.#refs);
    return new Promise<ServerFrameOf<T>>((resolve, reject) => {
      const settle = (): void => {
        if (!this.#pending.delete(ref)) return;
        if (isUrgent) this.#urgent--;
        this.#clock.clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
      };
      const pending: Pending = {
        frame: { ...frame, ref },
        reply,
        resend,
        isUrgent,
        isSent: false,
        resolve: (answer) => {
          settle();
          resolve(answer as ServerFrameOf<T>);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      };
      const onAbort = (): void => pending.reject(abortError(signal as AbortSignal));
      const timer = this.#clock.setTimeout(
        () => pending.reject(new HubbubError('timed_out', `no answer to "${frame.type}" in ${timeoutMs} ms`)),
        timeoutMs,
      );
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#pending.set(ref, pending);
      if (isUrgent) this.#urgent++;
      (isUrgent ? this.#unsentUrgent : this.#unsent).push(pending);
      this.#flush();
    });
  }

  /** Frames can be sent, at the pace of these limits; what waits is still held back until `release`. */
  connected(send: (frame: ClientFrame) => void, limits: Limits): void {
    this.#send = send;
    this.#pacer = new Pacer(limits, this.#clock);
  }

  /** Sends what waits, in the order of the calls. */
  release(): void {
    this.#isHeld = false;
    this.#flush();
  }

  /** Sends nothing more on this connection, which is about to close. */
  hold(): void {
    this.#isHeld = true;
  }

  /** The connection is gone: what it carried is sent again by the next one, or rejected; see {@link Resend}. */
  disconnected(cause: HubbubError, canTellRepeats: boolean): void {
    this.#send = undefined;
    this.#isHeld = true;
    this.#clock.clearTimeout(this.#pacing);
    this.#pacing = undefined;
    for (const pending of [...this.#pending.values()]) {
      const { isSent, isUrgent, resend } = pending;
      if (isUrgent) pending.reject(cause);
      else if (isSent && (resend === 'never' || (resend === 'with_id' && !canTellRepeats))) {
        pending.reject(unknownOutcome(cause));
      }
    }
    this.#unsentUrgent = [];
    this.#unsent = [...this.#pending.values()];
    this.#next = 0;
  }

  /** The `say` requests of a room that a lost connection carried are in a gap of its history: nobody knows of them. */
  giveUpSays(room: string, cause: HubbubError): void {
    for (const pending of [...this.#pending.values()]) {
      const { frame, isSent } = pending;
      if (isSent && frame.type === 'say' && frame.room === room) pending.reject(unknownOutcome(cause));
    }
  }

  /** A `say` of a lost connection is known to have been taken, since its message came back with the replay. */
  settleSay(message: ServerFrameOf<'message'>): void {
    for (const { frame, isSent, resolve } of this.#pending.values()) {
      if (!isSent || frame.type !== 'say' || frame.id !== message.id || frame.room !== message.room) continue;
      const { room, seq, at } = message;
      resolve({ type: 'said', ref: frame.ref, room, seq, at, duplicate: true });
      return;
    }
  }

  /** The request that a frame answers, while it waits. */
  requestOf(frame: ServerFrame): ClientFrame | undefined {
    const ref = 'ref' in frame ? frame.ref : undefined;
    return ref === undefined ? undefined : this.#pending.get(ref)?.frame;
  }

  /** Takes a reply or an error to the request that it answers; whether there was one. */
  settle(frame: ServerFrame): boolean {
    const ref = 'ref' in frame ? frame.ref : undefined;
    const pending = ref === undefined ? undefined : this.#pending.get(ref);
    if (pending === undefined) return false;
    if (frame.type === 'error') pending.reject(toHubbubError(frame));
    else if (frame.type === pending.reply) pending.resolve(frame);
    else {
      pending.reject(
        new HubbubError('protocol_violation', `"${frame.type}" answers no "${pending.frame.type}"`),
      );
    }
    return true;
  }

  /** Rejects one request, where there is one with this ref. */
  reject(ref: string, error: HubbubError): void {
    this.#pending.get(ref)?.reject(error);
  }

  /** Rejects all: the client has ended. */
  end(error: HubbubError): void {
    this.#clock.clearTimeout(this.#pacing);
    for (const pending of [...this.#pending.values()]) pending.reject(error);
    this.#unsent = [];
    this.#next = 0;
  }

  #flush(): void {
    if (this.#pacing !== undefined || this.#send === undefined) return;
    for (let pending = this.#head(); pending !== undefined; pending = this.#head()) {
      const waitMs = FREE.has(pending.frame.type) ? 0 : (this.#pacer?.take() ?? 0);
      if (waitMs > 0) {
        this.#pacing = this.#clock.setTimeout(() => {
          this.#pacing = undefined;
          this.#flush();
        }, waitMs);
        return;
      }
      if (pending.isUrgent) this.#unsentUrgent.shift();
      else this.#next++;
      pending.isSent = true;
      this.#send(pending.frame);
    }
  }

  /** The next request that may be sent now and was not settled before. */
  #head(): Pending | undefined {
    const isOver = ({ frame }: Pending): boolean => !this.#pending.has(frame.ref);
    while (this.#unsentUrgent[0] !== undefined && isOver(this.#unsentUrgent[0])) this.#unsentUrgent.shift();
    if (this.#unsentUrgent[0] !== undefined || this.#isHeld) return this.#unsentUrgent[0];
    for (; this.#next < this.#unsent.length; this.#next++) {
      const pending = this.#unsent[this.#next] as Pending;
      if (!isOver(pending)) return pending;
    }
    this.#unsent = [];
    this.#next = 0;
    return undefined;
  }
}

function unknownOutcome(cause: HubbubError): HubbubError {
  return new HubbubError(
    'connection_failed',
    'the connection was lost before the answer: it is unknown whether the server took the request',
    { cause },
  );
}

function abortError(signal: AbortSignal): HubbubError {
  const { reason } = signal;
  const isTimeout = reason instanceof Error && reason.name === 'TimeoutError';
  return new HubbubError(isTimeout ? 'timed_out' : 'closed', 'the call was aborted', { cause: reason });
}
