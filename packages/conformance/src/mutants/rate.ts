// Mutants that break the section RATE: data, each one fault.
import { defineMutant, type Mutant } from './mutant.ts';
import { refuse } from './refusal.ts';

/** The mutants of RATE. */
export const rateMutants: readonly Mutant[] = [
  defineMutant({
    id: 'burst-one-too-many',
    title: 'accepts a burst of rateBurst + 1',
    clause: 'RATE-1',
    kills: ['RATE-1.1', 'RATE-1.4'],
    asks: ({ rateBurst }) => ({ rateBurst: rateBurst + 1 }),
  }),
  defineMutant({
    id: 'rate-never-recovers',
    title: 'refuses for ever once it refused',
    clause: 'RATE-1',
    kills: ['RATE-1.2'],
    fault: () => (connection) => {
      let isShut = false;
      return {
        fromClient: (frame) =>
          isShut && frame.type === 'rooms'
            ? refuse(connection, frame, 'rate_limited', { retryAfterMs: 250 })
            : frame,
        fromServer(frame) {
          isShut ||= frame.code === 'rate_limited';
          return frame;
        },
      };
    },
  }),
  defineMutant({
    id: 'ping-takes-a-token',
    title: 'takes a token for ping',
    clause: 'RATE-1',
    kills: ['RATE-1.3'],
    fault: () => (connection) => {
      let pings = 0;
      return {
        fromClient: (frame) =>
          frame.type === 'ping' && ++pings > 5
            ? refuse(connection, frame, 'rate_limited', { retryAfterMs: 250 })
            : frame,
      };
    },
  }),
  defineMutant({
    id: 'violations-one-too-many',
    title: 'closes one violation too late',
    clause: 'RATE-1',
    kills: ['RATE-1.4'],
    asks: ({ maxViolations }) => ({ maxViolations: maxViolations + 1 }),
  }),
  defineMutant({
    id: 'bucket-shared',
    title: 'has one bucket for all clients',
    clause: 'RATE-1',
    kills: ['RATE-1.5'],
    fault: () => {
      let tokens = 6;
      return (connection) => ({
        fromClient: (frame) =>
          frame.type === 'rooms' && tokens-- <= 0
            ? refuse(connection, frame, 'rate_limited', { retryAfterMs: 250 })
            : frame,
      });
    },
  }),
];
