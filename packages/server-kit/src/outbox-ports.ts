// Whom an outbox talks to besides its transport: its connection, and the fan-out that decides when things are written.
import type { ServerFrame, WireErrorCode } from '@hubbub/protocol';
import type { Outbox } from './outbox.ts';
import type { Entry } from './payload.ts';

/** Who hears from an outbox. It may be told from inside an engine call, so it must put work on the engine off. */
export interface OutboxOwner {
  /** The client was dropped as a slow consumer (FLOW-1). */
  evicted(): void;
  /** The end was queued: nothing follows. */
  ending(code: WireErrorCode | 'bye'): void;
  /** Own replies are below the mark again; called once after `wantRelief`. */
  relieved(): void;
  /** The transport, or what a backlog is made of, threw. */
  broken(error: unknown): void;
}

/** Decides when entries are written. */
export interface Poster {
  /** Whether payloads may hold more than one frame. */
  readonly joinsFrames: boolean;
  /** Queues one entry for one client. */
  post(outbox: Outbox, entry: Entry): void;
  /** A backlog began (`true`) or ended: the framework's own rooms cannot hold frames back behind it. */
  held(outbox: Outbox, isHeld: boolean): void;
}

const EVENTS: ReadonlySet<ServerFrame['type']> = new Set([
  'message',
  'direct',
  'member_joined',
  'member_left',
  'room_size',
  'presence',
]);

/** Whether other clients caused this frame: only such frames evict their receiver (FLOW-2). */
export function isFromOthers({ type }: ServerFrame): boolean {
  return EVENTS.has(type);
}
