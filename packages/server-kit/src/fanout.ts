// What all three ways of fan-out share: rooms of outboxes, and the choice of the way. The ways are files of their own.
import type { Fanout as FanoutPort } from '@hubbub/chat';
import type { FanoutMode, ServerFrame } from '@hubbub/protocol';
import type { NativeRooms } from './contract.ts';
import { BatchedFanout } from './fanout-batched.ts';
import { EachFanout } from './fanout-each.ts';
import { NativeFanout } from './fanout-native.ts';
import type { Outbox } from './outbox.ts';
import type { Poster } from './outbox-ports.ts';

/** The engine's fan-out port over outboxes. */
export interface Fanout extends FanoutPort, Poster {
  join(room: string, outbox: Outbox): void;
  leave(room: string, outbox: Outbox): void;
  publish(room: string, frame: ServerFrame): void;
  tell(outboxes: Iterable<Outbox>, frame: ServerFrame): void;
  /** Writes everything that was collected, now. */
  flush(): void;
}

/** The fan-out of a mode. `native` is asked for at the first use, since a server hands its rooms in while it listens. */
export function createFanout(
  mode: FanoutMode,
  options: { maxOutboxBytes: number; native: () => NativeRooms },
): Fanout {
  if (mode === 'batched') return new BatchedFanout(options.maxOutboxBytes);
  return mode === 'native' ? new NativeFanout(options.native) : new EachFanout();
}
