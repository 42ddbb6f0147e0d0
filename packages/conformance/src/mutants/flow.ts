// Mutants that break the section FLOW: data, each one fault.
import { defineMutant, type Mutant } from './mutant.ts';
import { altered } from './refusal.ts';

/** The mutants of FLOW. */
export const flowMutants: readonly Mutant[] = [
  defineMutant({
    id: 'outbox-unbounded',
    title: 'never drops a client that does not read',
    clause: 'FLOW-1',
    kills: ['FLOW-1.1', 'FLOW-1.2', 'FLOW-1.6'],
    asks: () => ({ maxOutboxBytes: 1_073_741_824 }),
  }),
  defineMutant({
    id: 'eviction-told-as-disconnect',
    title: 'tells of an eviction with reason disconnected',
    clause: 'FLOW-1',
    kills: ['FLOW-1.1', 'FLOW-1.2', 'FLOW-1.3'],
    fault: altered('member_left', (frame) =>
      frame.reason === 'slow_consumer' ? { ...frame, reason: 'disconnected' } : frame,
    ),
  }),
  defineMutant({
    id: 'outbox-too-small',
    title: 'drops a client long before maxOutboxBytes',
    clause: 'FLOW-2',
    kills: ['FLOW-2.1'],
    asks: ({ maxOutboxBytes }) => ({ maxOutboxBytes: Math.min(maxOutboxBytes, 65_536) }),
  }),
  defineMutant({
    id: 'own-replies-evict',
    title: 'drops a client for the number of its own replies',
    clause: 'FLOW-2',
    kills: ['FLOW-2.2'],
    fault: () => (connection) => {
      let pings = 0;
      return {
        fromClient(frame) {
          if (frame.type === 'ping' && ++pings === 2_000) connection.close(4003);
          return frame;
        },
      };
    },
  }),
];
