// What all connections of one server share, assembled once by start-server.ts and handed down.
import type { Chat } from '@hubbub/chat';
import type { Limits } from '@hubbub/protocol';
import type { Clock } from './clock.ts';
import type { Log } from './contract.ts';
import type { Counters } from './counters.ts';
import type { Deadlines } from './deadlines.ts';
import type { Fanout } from './fanout.ts';
import type { Later } from './later.ts';

/** The shared parts of a server. */
export interface House {
  readonly limits: Limits;
  readonly chat: Chat;
  readonly fanout: Fanout;
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  readonly later: Later;
  readonly counters: Counters;
  readonly log: Log;
}
