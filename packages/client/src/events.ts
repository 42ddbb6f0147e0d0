// The events of a client and what each of them tells. Types alone.
import type { HubbubError, ServerFrameOf } from '@hubbub/protocol';
import type { Gap } from './rooms.ts';

/** Where a client is: `connecting` for the first time, `open`, `reconnecting`, or `closed` for good. */
export type ClientState = 'connecting' | 'open' | 'reconnecting' | 'closed';

/** A change of {@link ClientState}, or one more failed attempt while `reconnecting`. */
export interface StateChange {
  readonly state: ClientState;
  /** Why: what ended the connection or the attempt. None where the client itself said goodbye. */
  readonly error?: HubbubError;
  /** While `reconnecting`: ms until the next attempt. */
  readonly retryInMs?: number;
}

/** The events of a client, by name. */
export interface ClientEvents {
  /** A message of a room, each exactly once and in the order of `seq`, over all reconnects. */
  message: ServerFrameOf<'message'>;
  direct: ServerFrameOf<'direct'>;
  member_joined: ServerFrameOf<'member_joined'>;
  member_left: ServerFrameOf<'member_left'>;
  renamed: ServerFrameOf<'renamed'>;
  presence: ServerFrameOf<'presence'>;
  room_size: ServerFrameOf<'room_size'>;
  /** The server is about to close the connection. */
  closing: ServerFrameOf<'closing'>;
  state: StateChange;
  /** Messages that cannot be had any more by replay. */
  gap: Gap;
  /** What no promise rejects with: a `protocol_violation`, a room that could not be joined again, a stray error frame. */
  error: HubbubError;
}
