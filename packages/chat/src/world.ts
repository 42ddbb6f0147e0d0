// What all requests of one chat share. Made once by createChat; nothing here is global.
import type { WireErrorCode } from '@hubbub/protocol';
import type { Client } from './client.ts';
import type { Departures } from './departures.ts';
import type { ChatPorts, NickHolder } from './ports.ts';
import type { Rooms } from './rooms.ts';

/** The error that a request gets at once; `undefined` where it is answered otherwise, now or later. */
export type Refusal = WireErrorCode | undefined;

/** The state of one chat. */
export interface World {
  readonly ports: ChatPorts;
  readonly rooms: Rooms;
  /** The welcomed clients, by what the directory calls them. */
  readonly clients: Map<NickHolder, Client>;
  readonly departures: Departures;
}
