// What the engine offers to whoever carries bytes. Implemented in this package; server-kit sees no more than this.
import type { ClientFrame } from '@hubbub/protocol';
import type { EndReason, Outlet } from './ports.ts';

/** One client of the engine, from accept to close. Call order: `handle* → closed`, `closed` exactly once. */
export interface Session {
  /** Whether `hello` was answered with `welcome`. */
  readonly welcomed: boolean;
  /** Whether a request waits for a port's late answer; the caller then holds the next frame back (ORDER-2). */
  readonly busy: boolean;
  /**
   * Takes one request as `parseRequest` made it: names, sizes and ranges are right already. Never `ping` or `pong`,
   * which the connection answers itself; never while `busy`.
   */
  handle(request: ClientFrame): void;
  /** The connection is gone: leaves every room with this reason and frees the nick (ROOM-5, NICK-3). */
  closed(reason: EndReason): void;
}

/** The chat: sessions in, frames out through their outlets. */
export interface Chat {
  /** Opens a session. `onIdle` is called whenever `busy` turns false again: never within `handle`, not after the end. */
  open(outlet: Outlet, onIdle: () => void): Session;
  /** Sessions with a nick, and rooms with members. */
  readonly counts: { readonly sessions: number; readonly rooms: number };
}
