// What the engine asks of the world. Whoever assembles a server hands these in; the engine imports none of them.
import type { LeaveReason, Limits, ServerFrame, WireErrorCode } from '@hubbub/protocol';

/** What a fatal error may carry besides its code (§10). */
export interface EndDetails {
  /** The `ref` of the request that caused it. */
  readonly ref?: string;
  /** The versions offered (HELLO-3). */
  readonly supported?: number[];
}

/** One client's way out. The engine calls it; it never throws and never calls back into the engine. */
export interface Outlet {
  /** Queues one reply or event for this client, in order with all else that goes to it (ORDER-2, ORDER-3). */
  send(frame: ServerFrame): void;
  /**
   * Queues many frames that are taken one by one as the client reads (HIST-4). What is sent or published to
   * this client after the call comes after the last of them.
   */
  sendAll(frames: Iterable<ServerFrame>): void;
  /** Sends the fatal `error` of this code, then closes. The engine hears `Session.closed` later, once. */
  end(code: WireErrorCode, details?: EndDetails): void;
  /** Sends `closing {reason:"bye"}` (with the request's `ref`), then closes normally. */
  bye(ref: string | undefined): void;
}

/**
 * Delivery to rooms. Frames are encoded once, whatever the number of members. Like an outlet it never throws
 * and never calls back into the engine: a client that it has to drop is `closed` after the call has returned.
 */
export interface Fanout {
  /** From now on `outlet` gets what is published to `room`; nothing published before reaches it. */
  join(room: string, outlet: Outlet): void;
  /** From now on `outlet` gets nothing of `room`; all that was published before reaches it. */
  leave(room: string, outlet: Outlet): void;
  /** Sends `frame` to every member of `room`. */
  publish(room: string, frame: ServerFrame): void;
  /** Sends one frame to each of these clients (a rename, which rooms share). */
  tell(outlets: Iterable<Outlet>, frame: ServerFrame): void;
}

/** A message on its way into a room's log. */
export interface Draft {
  readonly from: string;
  readonly text: string;
  readonly id?: string;
  /** ms since the epoch, the server's clock (SAY-2). */
  readonly at: number;
}

/** A message as the log gives it back: numbered, and final. */
export interface LogEntry extends Draft {
  readonly seq: number;
}

/** What `append` answered: a number, or the first number where this nick had used this `id` (SAY-5). */
export type AppendResult =
  | { readonly ok: true; readonly seq: number; readonly at: number; readonly duplicate: boolean }
  | { readonly ok: false; readonly code: 'unavailable' | 'internal' };

/**
 * The log of all rooms: it alone assigns `seq`, remembers, and recognises repeats. A message is delivered only
 * when it comes back through `onAppended`, so a log that many processes share makes them one chat.
 * Every callback may run before the call returns (in memory it does), or later.
 */
export interface RoomLog {
  /**
   * Offers a message. Where the answer is `ok` and no duplicate, the entry has come back through `onAppended`
   * before it (ROOM-3, SAY-7: what its sender does next is seen after it). It is always answered, once.
   */
  append(room: string, draft: Draft, done: (result: AppendResult) => void): void;
  /** Registers the one listener for appended entries of all rooms, each room's in `seq` order. */
  onAppended(listener: (room: string, entry: LogEntry) => void): void;
  /** The last `seq` given in a room, 0 for none. */
  lastSeq(room: string, done: (seq: number) => void): void;
  /**
   * Retained entries with `after < seq < before`, oldest first; at most the `limit` newest of them. Sees at least
   * what came through `onAppended` before the call. `oldestRetained` is the last `seq` + 1 where nothing is kept.
   */
  read(
    room: string,
    range: { readonly after?: number; readonly before?: number; readonly limit?: number },
    done: (entries: readonly LogEntry[], oldestRetained: number) => void,
  ): void;
  /** A hint that this process has, or no longer has, members in the room. */
  occupied(room: string, yes: boolean): void;
}

/** Who holds a nick: made by the engine, compared by identity. */
export interface NickHolder {
  /** The session's secret (NICK-5). */
  readonly token: string;
  /** Called when another connection took this holder's place: by then the nick is no longer its own. */
  replaced(): void;
}

/** What `claim` answered. `replaced`: the token was right, the former holder was told. */
export type ClaimResult = 'granted' | 'replaced' | 'taken' | 'unavailable';

/** The directory of nicks in use. Every callback may run before the call returns, or later. */
export interface NickDirectory {
  /**
   * Claims a nick by its key (NICK-2); `token` is the session that the client says it continues. A key that
   * `holder` itself has is granted and takes the new spelling (NICK-4).
   */
  claim(
    key: string,
    nick: string,
    holder: NickHolder,
    token: string | undefined,
    done: (result: ClaimResult) => void,
  ): void;
  /** Frees the nick if this holder still has it. */
  release(key: string, holder: NickHolder): void;
  /** The holder of a key and the spelling in use, or `undefined`. */
  find(key: string, done: (found: { holder: NickHolder; nick: string } | undefined) => void): void;
}

/** All that the engine is given. */
export interface ChatPorts {
  readonly limits: Limits;
  readonly server: { readonly name: string; readonly framework: string; readonly runtime: string };
  /** The optional features offered (`welcome.features`). */
  readonly features: readonly string[];
  /** ms since the epoch. */
  readonly now: () => number;
  /** A fresh secret of at least 128 random bits, in at least 22 characters (NICK-5). */
  readonly newToken: () => string;
  /** Runs `task` once after `delayMs`; the answer cancels it. Used for `room_size` alone (ROOM-8). */
  readonly schedule: (delayMs: number, task: () => void) => () => void;
  /** Whether a `hello` with this token may come in (HELLO-8), at once or later; everybody may where it is not given. */
  readonly authenticate?: (token: string | undefined, done: (isAuthorized: boolean) => void) => void;
  readonly log: RoomLog;
  readonly directory: NickDirectory;
  readonly fanout: Fanout;
}

/** Why a session ended, as its peers are told. */
export type EndReason = LeaveReason;
