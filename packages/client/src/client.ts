// The client as a program sees it: events, what it knows, and a method for each request of the protocol. What lasts over
// its connections is in session.ts.
import type { ClientFrame, ServerFrameOf } from '@hubbub/protocol';
import { type Clock, systemClock } from './clock.ts';
import type { Welcome } from './connection.ts';
import { Emitter } from './emitter.ts';
import type { ClientEvents, ClientState } from './events.ts';
import { createMessageIds } from './message-ids.ts';
import type { CallOptions, ClientOptions } from './options.ts';
import type { RoomView } from './rooms.ts';
import { Session } from './session.ts';

/** A chat client over any binding; see `createClient` and `connect`. */
export class Client extends Emitter<ClientEvents> {
  readonly #clock: Clock;
  readonly #session: Session;
  readonly #since: ReadonlyMap<string, number>;
  readonly #nextMessageId = createMessageIds();

  /** Starts to connect at once; use `createClient`. */
  constructor(url: string | URL, options: ClientOptions) {
    super();
    this.#clock = options.clock ?? systemClock;
    this.#since = new Map(Object.entries(options.since ?? {}));
    this.#session = new Session(new URL(url), options, this.#clock, (name, event) => this.emit(name, event));
  }

  /** Resolves when the client is `open` for the first time; rejects with why it never was. */
  get opened(): Promise<void> {
    return this.#session.opened;
  }

  /** Where the client is now. */
  get state(): ClientState {
    return this.#session.state;
  }

  /** The client's nick, in the server's spelling once there is one. */
  get nick(): string {
    return this.#session.nick;
  }

  /** The session token, a secret: with it another process can take this client's place (NICK-5). */
  get session(): string | undefined {
    return this.#session.token;
  }

  /** What the server said of itself, its limits and features; `undefined` before the first `welcome`. */
  get welcome(): Welcome | undefined {
    return this.#session.welcome;
  }

  /** The rooms that the client is in, kept true by what the server tells. */
  get rooms(): ReadonlyMap<string, RoomView> {
    return this.#session.rooms;
  }

  /**
   * Joins a room; with `since`, every retained message after that number follows (HIST-2).
   * @throws HubbubError `room_invalid`, `too_many_rooms`, and what every call may throw (README).
   */
  async join(
    room: string,
    options: CallOptions & { since?: number | undefined } = {},
  ): Promise<ServerFrameOf<'joined'>> {
    const since = options.since ?? (this.rooms.has(room) ? undefined : this.#since.get(room));
    const frame = { type: 'join', room, ...(since !== undefined && { since }) } as const;
    return this.#session.call(frame, 'joined', 'always', options);
  }

  /** Leaves a room; no frame of it comes after the promise (ROOM-4). @throws HubbubError `not_joined`, and the usual. */
  async leave(room: string, options: CallOptions = {}): Promise<void> {
    await this.#session.call({ type: 'leave', room }, 'left', 'always', options);
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
    return this.#session.call({ type: 'say', room, text, id }, 'said', 'with_id', options);
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
    return this.#session.call(
      { type: 'direct', to, text, ...(id !== undefined && { id }) },
      'said',
      'never',
      options,
    );
  }

  /** Takes another nick (NICK-4). @throws HubbubError `nick_invalid`, `nick_taken`, and the usual. */
  async rename(nick: string, options: CallOptions = {}): Promise<ServerFrameOf<'renamed'>> {
    return this.#session.call({ type: 'rename', nick }, 'renamed', 'always', options);
  }

  /** The nicks in a room, sorted by code point, page by page as they are asked for (WHO-1). */
  async *who(room: string, options: CallOptions = {}): AsyncGenerator<string, void, undefined> {
    for (let after: string | undefined, isLast = false; !isLast; ) {
      const page: ServerFrameOf<'members'> = await this.#session.page(room, after, options);
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
      const page: ServerFrameOf<'rooms'> = await this.#session.call(frame, 'rooms', 'always', options);
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
    return this.#session.call(frame, 'history', 'always', options);
  }

  /** The ms until the server's `pong`, which comes after all events that it had queued before (ORDER-3). */
  async ping(options: CallOptions = {}): Promise<number> {
    const sentAt = this.#clock.now();
    await this.#session.call({ type: 'ping' }, 'pong', 'always', options);
    return this.#clock.now() - sentAt;
  }

  /** Says goodbye after all that was asked before, and ends the client. Never rejects. */
  async bye(options: CallOptions = {}): Promise<void> {
    if (this.#session.isConnected) {
      await this.#session.call({ type: 'bye' }, 'closing', 'never', options).catch(() => undefined);
    }
    this.#session.end(undefined);
  }

  /** Ends the client at once; what waits is rejected with `closed`. */
  close(): void {
    this.#session.end(undefined);
  }

  /** As {@link Client.bye}, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.bye();
  }
}
