// What lasts over all connections of a client: state, rooms, waiting requests, and what a new connection owes to the one
// before it. It offers no requests by name: client.ts does. Just above 300 lines, since what comes in and what is resumed
// must agree on one order of things.
import {
  type ClientFrame,
  DEFAULT_LIMITS,
  type ErrorCode,
  HubbubError,
  type Limits,
  nickKey,
  PROTOCOL_VERSION,
  parseRequestValue,
  type ServerFrame,
  type ServerFrameOf,
  type ServerFrameType,
} from '@hubbub/protocol';
import type { Clock } from './clock.ts';
import { toHubbubError, type Welcome } from './connection.ts';
import type { ClientEvents, ClientState, StateChange } from './events.ts';
import { type CallOptions, type ClientOptions, DEFAULT_OPTIONS } from './options.ts';
import { Reconnector } from './reconnector.ts';
import { RequestQueue, type Resend } from './request-queue.ts';
import { Room } from './rooms.ts';

/** Tells an event to whoever listens. */
export type Emit = <K extends keyof ClientEvents>(name: K, event: ClientEvents[K]) => void;

// A room that cannot be joined again for one of these may be a moment later, over another connection.
const TEMPORARY: ReadonlySet<ErrorCode> = new Set(['internal', 'rate_limited', 'timed_out', 'unavailable']);

/** See the head of this file. */
export class Session {
  /** Resolves when the client is `open` for the first time; rejects with why it never was. */
  readonly opened: Promise<void>;
  /** The rooms that the client is in, by name. */
  readonly rooms = new Map<string, Room>();
  readonly #options: ClientOptions;
  readonly #emit: Emit;
  readonly #queue: RequestQueue;
  readonly #reconnector: Reconnector;
  readonly #settleOpened: { resolve: () => void; reject: (error: HubbubError) => void };
  #state: ClientState = 'connecting';
  #nick: string;
  #token: string | undefined;
  #welcome: Welcome | undefined;
  /** Rooms whose `joined` is awaited after a reconnect. */
  #rejoining = 0;

  /** Starts to connect at once. */
  constructor(url: URL, options: ClientOptions, clock: Clock, emit: Emit) {
    this.#options = options;
    this.#emit = emit;
    this.#queue = new RequestQueue(clock, options.maxPending ?? DEFAULT_OPTIONS.maxPending);
    this.#nick = options.nick;
    this.#token = options.session;
    this.#reconnector = new Reconnector(url, options, clock, {
      hello: () => ({
        type: 'hello',
        version: PROTOCOL_VERSION,
        nick: this.#nick,
        ...(this.#token !== undefined && { session: this.#token }),
      }),
      onWelcome: (welcome) => this.#resume(welcome),
      onFrame: (frame) => this.#receive(frame),
      onViolation: (error, ref) => {
        if (ref !== undefined) this.#queue.reject(ref, error);
        this.#emit('error', error);
      },
      onLost: (error, retryInMs) => this.#lost(error, retryInMs),
      onEnd: (error) => this.#ended(error),
    });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.opened = promise;
    this.#settleOpened = { resolve, reject };
    // Whoever does not ask for `opened` learns of a failure from the event `state`.
    promise.catch(() => undefined);
    const { signal } = options;
    signal?.addEventListener('abort', this.#onAbort, { once: true });
    if (signal?.aborted) queueMicrotask(this.#onAbort);
    else void this.#reconnector.connect();
  }

  /** Where the client is now. */
  get state(): ClientState {
    return this.#state;
  }

  /** The nick that the client has, or asks for. */
  get nick(): string {
    return this.#nick;
  }

  /** The secret that the server gave with the last `welcome` (NICK-5). */
  get token(): string | undefined {
    return this.#token;
  }

  /** The last `welcome`. */
  get welcome(): Welcome | undefined {
    return this.#welcome;
  }

  /** Whether there is a connection that would carry a request now. */
  get isConnected(): boolean {
    return this.#reconnector.connection?.isUsable ?? false;
  }

  /**
   * Makes a request and waits for its reply. @throws HubbubError what {@link RequestQueue.request} throws, and what the
   * server would answer to a malformed request, which is not sent.
   */
  async call<T extends ServerFrameType>(
    frame: ClientFrame,
    reply: T,
    resend: Resend,
    { timeoutMs, signal }: CallOptions,
    isUrgent = false,
  ): Promise<ServerFrameOf<T>> {
    if (this.#state === 'closed') throw new HubbubError('closed', 'the client has ended');
    // What the server would refuse is refused here, in its words: errors in a row would end the connection.
    const parsed = parseRequestValue(frame, this.#limits);
    if (!parsed.ok) {
      const { code, field } = parsed;
      throw new HubbubError(code, undefined, { details: { ...(field !== undefined && { field }) } });
    }
    return this.#queue.request(parsed.request, {
      reply,
      resend,
      timeoutMs: timeoutMs ?? this.#requestTimeoutMs,
      signal,
      isUrgent,
    });
  }

  /** One page of the nicks in a room after `after` (WHO-1). @throws HubbubError as `call`. */
  page(room: string, after: string | undefined, options: CallOptions): Promise<ServerFrameOf<'members'>> {
    const frame: ClientFrame = { type: 'who', room, ...(after !== undefined && { after }) };
    return this.call(frame, 'members', 'always', options);
  }

  /** Ends the client at once. */
  end(error: HubbubError | undefined): void {
    this.#reconnector.end(error);
  }

  readonly #onAbort = (): void => {
    const cause = this.#options.signal?.reason;
    this.end(new HubbubError('closed', 'the client was aborted', { cause }));
  };

  get #limits(): Limits {
    return this.#welcome?.limits ?? DEFAULT_LIMITS;
  }

  get #requestTimeoutMs(): number {
    return this.#options.requestTimeoutMs ?? DEFAULT_OPTIONS.requestTimeoutMs;
  }

  // A connection after the first

  /** A connection is there: the rooms of the last one are joined again before anything else is sent. */
  #resume(welcome: Welcome): void {
    this.#welcome = welcome;
    this.#nick = welcome.nick;
    this.#token = welcome.session;
    this.#queue.connected((frame) => this.#reconnector.send(frame), welcome.limits);
    this.#rejoining = this.rooms.size;
    for (const room of [...this.rooms.values()]) void this.#rejoin(room);
    this.#finishResume();
  }

  async #rejoin({ room, lastSeq }: Room): Promise<void> {
    const { connection } = this.#reconnector;
    try {
      // Not sooner than the server itself would give up: the pace of a strict limit may hold many rooms back for long.
      const timeoutMs = Math.max(this.#requestTimeoutMs, this.#limits.idleTimeoutMs);
      await this.call({ type: 'join', room, since: lastSeq }, 'joined', 'never', { timeoutMs }, true);
    } catch (thrown) {
      const error = HubbubError.from(thrown);
      if (connection !== this.#reconnector.connection) return;
      if (TEMPORARY.has(error.code)) {
        connection?.end(error);
        return;
      }
      this.rooms.delete(room);
      this.#queue.giveUpSays(room, error);
      this.#emit('error', error);
    }
    if (connection !== this.#reconnector.connection) return;
    this.#rejoining--;
    this.#finishResume();
  }

  /** Once every room is joined again and its replay is there, what waits may be sent: in this order nothing repeats. */
  #finishResume(): void {
    if (this.#state === 'open' || this.#rejoining > 0) return;
    for (const room of this.rooms.values()) if (!room.hasCaughtUp) return;
    this.#reconnector.ready();
    this.#queue.release();
    this.#enter({ state: 'open' });
    this.#settleOpened.resolve();
  }

  #lost(error: HubbubError, retryInMs: number): void {
    const canTellRepeats =
      this.#welcome?.features.includes('history') === true && this.#limits.historySize > 0;
    this.#queue.disconnected(error, canTellRepeats);
    this.#enter({ state: 'reconnecting', error, retryInMs });
  }

  #ended(error: HubbubError | undefined): void {
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    const closed = new HubbubError('closed', 'the client has ended', { cause: error });
    this.#enter({ state: 'closed', ...(error !== undefined && { error }) });
    this.#queue.end(closed);
    this.#settleOpened.reject(error ?? closed);
  }

  #enter(change: StateChange): void {
    this.#state = change.state;
    this.#emit('state', change);
  }

  // What comes in. All of it is taken in one go: a `joined` must be known before the message behind it in the same read.

  #receive(frame: ServerFrame): void {
    const request = this.#queue.requestOf(frame);
    const room = 'room' in frame && frame.room !== undefined ? this.rooms.get(frame.room) : undefined;
    room?.observe(frame);
    switch (frame.type) {
      case 'message':
        this.#message(frame);
        return;
      case 'joined':
        this.#joined(frame, request?.type === 'join' ? request.since : undefined);
        break;
      case 'left':
        this.rooms.delete(frame.room);
        break;
      case 'members':
        if (request?.type === 'who') room?.page(request.after, frame);
        break;
      case 'renamed':
        if (nickKey(frame.from) === nickKey(this.#nick)) this.#nick = frame.to;
        for (const each of this.rooms.values()) each.observe(frame);
        this.#emit('renamed', frame);
        break;
      case 'member_joined':
        this.#emit('member_joined', frame);
        break;
      case 'member_left':
        this.#emit('member_left', frame);
        break;
      case 'room_size':
        this.#emit('room_size', frame);
        break;
      case 'presence':
        this.#emit('presence', frame);
        if (frame.mode === 'each') void this.#fetchMembers(frame.room);
        break;
      case 'direct':
        this.#emit('direct', frame);
        break;
      case 'closing':
        this.#queue.hold();
        this.#emit('closing', frame);
        break;
    }
    const isAnswer = this.#queue.settle(frame);
    if (frame.type === 'error' && !frame.fatal && !isAnswer) this.#emit('error', toHubbubError(frame));
  }

  #message(frame: ServerFrameOf<'message'>): void {
    const room = this.rooms.get(frame.room);
    if (room === undefined) return;
    const { isNew, gap } = room.advance(frame.seq);
    if (!isNew) return;
    if (gap !== undefined) this.#emit('gap', gap);
    const isResuming = this.#state !== 'open';
    if (isResuming && frame.id !== undefined && nickKey(frame.from) === nickKey(this.#nick)) {
      this.#queue.settleSay(frame);
    }
    this.#emit('message', frame);
    if (isResuming && room.hasCaughtUp) this.#finishResume();
  }

  #joined(frame: ServerFrameOf<'joined'>, since: number | undefined): void {
    const known = this.rooms.get(frame.room);
    const room = known ?? new Room(frame.room);
    this.rooms.set(frame.room, room);
    const gap = room.joined(frame, since, known !== undefined);
    if (gap !== undefined) {
      this.#emit('gap', gap);
      if (this.#state !== 'open') this.#queue.giveUpSays(frame.room, new HubbubError('connection_failed'));
    }
    if (frame.presence === 'each' && !frame.complete) void this.#fetchMembers(frame.room);
  }

  /** Fills up what `joined` or a change of mode left open, by `who`; what it finds is taken in `#receive`. */
  async #fetchMembers(name: string): Promise<void> {
    const room = this.rooms.get(name);
    const version = room?.version;
    try {
      let after: string | undefined;
      do after = (await this.page(name, after, {})).next;
      while (after !== undefined && room?.version === version && this.rooms.get(name) === room);
    } catch {
      // The view stays incomplete and says so; the next `joined` or `presence` tries again.
    }
  }
}
