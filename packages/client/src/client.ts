// The client: one chat over one connection after another. Longer than 300 lines since here the parts meet that must agree
// on one order of things: state, rooms, requests and what a new connection owes to the one before it.
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
import { type Clock, systemClock } from './clock.ts';
import { toHubbubError, type Welcome } from './connection.ts';
import { Emitter } from './emitter.ts';
import type { ClientEvents, ClientState, StateChange } from './events.ts';
import { createMessageIds } from './message-ids.ts';
import { type CallOptions, type ClientOptions, DEFAULT_OPTIONS } from './options.ts';
import { Reconnector } from './reconnector.ts';
import { RequestQueue, type Resend } from './request-queue.ts';
import { Room, type RoomView } from './rooms.ts';

// A room that cannot be joined again for one of these may be a moment later, over another connection.
const TEMPORARY: ReadonlySet<ErrorCode> = new Set(['internal', 'rate_limited', 'timed_out', 'unavailable']);

/** A chat client over any binding; see `createClient` and `connect`. */
export class Client extends Emitter<ClientEvents> {
  /** Resolves when the client is `open` for the first time; rejects with why it never was. */
  readonly opened: Promise<void>;
  readonly #options: ClientOptions;
  readonly #clock: Clock;
  readonly #queue: RequestQueue;
  readonly #reconnector: Reconnector;
  readonly #rooms = new Map<string, Room>();
  readonly #since: Map<string, number>;
  readonly #nextMessageId = createMessageIds();
  readonly #settleOpened: { resolve: () => void; reject: (error: HubbubError) => void };
  #state: ClientState = 'connecting';
  #nick: string;
  #session: string | undefined;
  #welcome: Welcome | undefined;
  /** Rooms whose `joined` is awaited after a reconnect. */
  #rejoining = 0;

  /** Starts to connect at once; use `createClient`. */
  constructor(url: string | URL, options: ClientOptions) {
    super();
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#queue = new RequestQueue(this.#clock, options.maxPending ?? DEFAULT_OPTIONS.maxPending);
    this.#since = new Map(Object.entries(options.since ?? {}));
    this.#nick = options.nick;
    this.#session = options.session;
    this.#reconnector = new Reconnector(new URL(url), options, this.#clock, {
      hello: () => ({
        type: 'hello',
        version: PROTOCOL_VERSION,
        nick: this.#nick,
        ...(this.#session !== undefined && { session: this.#session }),
      }),
      onWelcome: (welcome) => this.#resume(welcome),
      onFrame: (frame) => this.#receive(frame),
      onViolation: (error, ref) => {
        if (ref !== undefined) this.#queue.reject(ref, error);
        this.emit('error', error);
      },
      onLost: (error, retryInMs) => this.#lost(error, retryInMs),
      onEnd: (error) => this.#end(error),
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

  /** The client's nick, in the server's spelling once there is one. */
  get nick(): string {
    return this.#nick;
  }

  /** The session token, a secret: with it another process can take this client's place (NICK-5). */
  get session(): string | undefined {
    return this.#session;
  }

  /** What the server said of itself; `undefined` before the first `welcome`. */
  get welcome(): Welcome | undefined {
    return this.#welcome;
  }

  /** The rooms that the client is in, kept true by what the server tells. */
  get rooms(): ReadonlyMap<string, RoomView> {
    return this.#rooms;
  }

  /**
   * Joins a room; with `since`, every retained message after that number follows (HIST-2).
   * @throws HubbubError `room_invalid`, `too_many_rooms`, and what every call may throw (README).
   */
  async join(
    room: string,
    options: CallOptions & { since?: number | undefined } = {},
  ): Promise<ServerFrameOf<'joined'>> {
    const since = options.since ?? (this.#rooms.has(room) ? undefined : this.#since.get(room));
    const frame = { type: 'join', room, ...(since !== undefined && { since }) } as const;
    return this.#call(frame, 'joined', 'always', options);
  }

  /** Leaves a room; no frame of it comes after the promise (ROOM-4). @throws HubbubError `not_joined`, and the usual. */
  async leave(room: string, options: CallOptions = {}): Promise<void> {
    await this.#call({ type: 'leave', room }, 'left', 'always', options);
  }

  /**
   * Says something in a room, exactly once also where the connection is lost on the way (SAY-5). The `id` is made up
   * unless given. @throws HubbubError `not_joined`, `invalid_field`; `timed_out` and `connection_failed` leave open
   * whether it was said.
   */
  async say(
    room: string,
    text: string,
    options: CallOptions & { id?: string | undefined } = {},
  ): Promise<ServerFrameOf<'said'>> {
    const id = options.id ?? this.#nextMessageId();
    return this.#call({ type: 'say', room, text, id }, 'said', 'with_id', options);
  }

  /**
   * Tells one nick something (SAY-6). It is never sent twice: where the connection is lost before the reply, the promise
   * rejects with `connection_failed`. @throws HubbubError `no_such_nick`, `invalid_field`, and the usual.
   */
  async direct(
    to: string,
    text: string,
    options: CallOptions & { id?: string | undefined } = {},
  ): Promise<ServerFrameOf<'said'>> {
    const { id } = options;
    return this.#call(
      { type: 'direct', to, text, ...(id !== undefined && { id }) },
      'said',
      'never',
      options,
    );
  }

  /** Takes another nick (NICK-4). @throws HubbubError `nick_invalid`, `nick_taken`, and the usual. */
  async rename(nick: string, options: CallOptions = {}): Promise<ServerFrameOf<'renamed'>> {
    return this.#call({ type: 'rename', nick }, 'renamed', 'always', options);
  }

  /** The nicks in a room, sorted by code point, page by page as they are asked for (WHO-1). */
  async *who(room: string, options: CallOptions = {}): AsyncGenerator<string, void, undefined> {
    for (let after: string | undefined, isLast = false; !isLast; ) {
      const page = await this.#page(room, after, options);
      yield* page.members;
      after = page.next;
      isLast = after === undefined;
    }
  }

  /** The rooms that have members, sorted, page by page as they are asked for (WHO-1). */
  async *listRooms(
    options: CallOptions = {},
  ): AsyncGenerator<ServerFrameOf<'rooms'>['rooms'][number], void, undefined> {
    for (let after: string | undefined, isLast = false; !isLast; ) {
      const frame: ClientFrame = { type: 'rooms', ...(after !== undefined && { after }) };
      const page: ServerFrameOf<'rooms'> = await this.#call(frame, 'rooms', 'always', options);
      yield* page.rooms;
      after = page.next;
      isLast = after === undefined;
    }
  }

  /**
   * Messages of a room that the server retains, oldest first, the last `limit` (1–1000, default 100) of those before
   * `before` (HIST-3). @throws HubbubError `not_joined`, `invalid_field`, and the usual.
   */
  async history(
    room: string,
    options: CallOptions & { before?: number | undefined; limit?: number | undefined } = {},
  ): Promise<ServerFrameOf<'history'>> {
    const { before, limit } = options;
    const frame = {
      type: 'history',
      room,
      ...(before !== undefined && { before }),
      ...(limit !== undefined && { limit }),
    } as const;
    return this.#call(frame, 'history', 'always', options);
  }

  /** The ms until the server's `pong`, which comes after all events that it had queued before (ORDER-3). */
  async ping(options: CallOptions = {}): Promise<number> {
    const sentAt = this.#clock.now();
    await this.#call({ type: 'ping' }, 'pong', 'always', options);
    return this.#clock.now() - sentAt;
  }

  /** Says goodbye after all that was asked before, and ends the client. Never rejects. */
  async bye(options: CallOptions = {}): Promise<void> {
    if (this.#reconnector.connection?.isUsable) {
      await this.#call({ type: 'bye' }, 'closing', 'never', options).catch(() => undefined);
    }
    this.#reconnector.end(undefined);
  }

  /** Ends the client at once; what waits is rejected with `closed`. */
  close(): void {
    this.#reconnector.end(undefined);
  }

  /** As {@link Client.bye}, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.bye();
  }

  readonly #onAbort = (): void => {
    const cause = this.#options.signal?.reason;
    this.#reconnector.end(new HubbubError('closed', 'the client was aborted', { cause }));
  };

  get #limits(): Limits {
    return this.#welcome?.limits ?? DEFAULT_LIMITS;
  }

  async #call<T extends ServerFrameType>(
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
      timeoutMs: timeoutMs ?? this.#options.requestTimeoutMs ?? DEFAULT_OPTIONS.requestTimeoutMs,
      signal,
      isUrgent,
    });
  }

  #page(room: string, after: string | undefined, options: CallOptions): Promise<ServerFrameOf<'members'>> {
    const frame: ClientFrame = { type: 'who', room, ...(after !== undefined && { after }) };
    return this.#call(frame, 'members', 'always', options);
  }

  // A connection after the first

  /** A connection is there: the rooms of the last one are joined again before anything else is sent. */
  #resume(welcome: Welcome): void {
    this.#welcome = welcome;
    this.#nick = welcome.nick;
    this.#session = welcome.session;
    this.#queue.connected((frame) => this.#reconnector.send(frame), welcome.limits);
    this.#rejoining = this.#rooms.size;
    for (const room of [...this.#rooms.values()]) void this.#rejoin(room);
    this.#finishResume();
  }

  async #rejoin({ room, lastSeq }: Room): Promise<void> {
    const { connection } = this.#reconnector;
    try {
      await this.#call({ type: 'join', room, since: lastSeq }, 'joined', 'never', {}, true);
    } catch (thrown) {
      const error = HubbubError.from(thrown);
      if (connection !== this.#reconnector.connection) return;
      if (TEMPORARY.has(error.code)) {
        connection?.end(error);
        return;
      }
      this.#rooms.delete(room);
      this.#queue.giveUpSays(room, error);
      this.emit('error', error);
    }
    if (connection !== this.#reconnector.connection) return;
    this.#rejoining--;
    this.#finishResume();
  }

  /** Once every room is joined again and its replay is there, what waits may be sent: in this order nothing repeats. */
  #finishResume(): void {
    if (this.#state === 'open' || this.#rejoining > 0) return;
    for (const room of this.#rooms.values()) if (!room.hasCaughtUp) return;
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

  #end(error: HubbubError | undefined): void {
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    const closed = new HubbubError('closed', 'the client has ended', { cause: error });
    this.#enter({ state: 'closed', ...(error !== undefined && { error }) });
    this.#queue.end(closed);
    this.#settleOpened.reject(error ?? closed);
  }

  #enter(change: StateChange): void {
    this.#state = change.state;
    this.emit('state', change);
  }

  // What comes in. All of it is taken in one go: a `joined` must be known before the message behind it in the same read.

  #receive(frame: ServerFrame): void {
    const request = this.#queue.requestOf(frame);
    switch (frame.type) {
      case 'message':
        this.#message(frame);
        return;
      case 'joined':
        this.#joined(frame, request?.type === 'join' ? request.since : undefined);
        break;
      case 'left':
        this.#rooms.delete(frame.room);
        break;
      case 'members':
        if (request?.type === 'who') this.#rooms.get(frame.room)?.page(request.after, frame);
        break;
      case 'renamed':
        if (nickKey(frame.from) === nickKey(this.#nick)) this.#nick = frame.to;
        for (const room of this.#rooms.values()) room.observe(frame);
        this.emit('renamed', frame);
        break;
      case 'member_joined':
        this.#rooms.get(frame.room)?.observe(frame);
        this.emit('member_joined', frame);
        break;
      case 'member_left':
        this.#rooms.get(frame.room)?.observe(frame);
        this.emit('member_left', frame);
        break;
      case 'room_size':
        this.#rooms.get(frame.room)?.observe(frame);
        this.emit('room_size', frame);
        break;
      case 'presence':
        this.#rooms.get(frame.room)?.observe(frame);
        this.emit('presence', frame);
        if (frame.mode === 'each') void this.#fetchMembers(frame.room);
        break;
      case 'direct':
        this.emit('direct', frame);
        break;
      case 'closing':
        this.#queue.hold();
        this.emit('closing', frame);
        break;
    }
    const isAnswer = this.#queue.settle(frame);
    if (frame.type === 'error' && !frame.fatal && !isAnswer) this.emit('error', toHubbubError(frame));
  }

  #message(frame: ServerFrameOf<'message'>): void {
    const room = this.#rooms.get(frame.room);
    if (room === undefined) return;
    const { isNew, gap } = room.advance(frame.seq);
    if (!isNew) return;
    if (gap !== undefined) this.emit('gap', gap);
    const isResuming = this.#state !== 'open';
    if (isResuming && frame.id !== undefined && nickKey(frame.from) === nickKey(this.#nick)) {
      this.#queue.settleSay(frame);
    }
    this.emit('message', frame);
    if (isResuming && room.hasCaughtUp) this.#finishResume();
  }

  #joined(frame: ServerFrameOf<'joined'>, since: number | undefined): void {
    const known = this.#rooms.get(frame.room);
    const room = known ?? new Room(frame.room);
    this.#rooms.set(frame.room, room);
    const gap = room.joined(frame, since, known !== undefined);
    if (gap !== undefined) {
      this.emit('gap', gap);
      if (this.#state !== 'open') this.#queue.giveUpSays(frame.room, new HubbubError('connection_failed'));
    }
    if (frame.presence === 'each' && !frame.complete) void this.#fetchMembers(frame.room);
  }

  /** Fills up what `joined` or a change of mode left open, by `who`; what it finds is taken in `#receive`. */
  async #fetchMembers(name: string): Promise<void> {
    const room = this.#rooms.get(name);
    const version = room?.version;
    try {
      for await (const _nick of this.who(name)) {
        if (room?.version !== version || room?.isComplete || this.#rooms.get(name) !== room) return;
      }
    } catch {
      // The view stays incomplete and says so; the next `joined` or `presence` tries again.
    }
  }
}
