// Broken servers that the cases of FLOW with many clients must catch.
import { defineMutant, type Mutant, type MutantConnection } from './mutant.ts';

/** The mutants of FLOW with many clients. */
export const stalledMutants: readonly Mutant[] = [
  defineMutant({
    id: 'waits-for-slow-senders',
    title: 'reads from nobody else while a client’s line is not complete',
    clause: 'FLOW-1',
    kills: ['FLOW-1.4'],
    bindings: ['lines'],
    fault: () => {
      let unfinished: MutantConnection | undefined;
      return (connection) => ({
        clientBytes(bytes) {
          if (unfinished !== undefined && unfinished !== connection) return undefined;
          unfinished = bytes.at(-1) === 0x0a ? undefined : connection;
          return bytes;
        },
      });
    },
  }),
  defineMutant({
    id: 'evictions-not-counted',
    title: 'does not count evictions in /stats',
    clause: 'PROC-3',
    kills: ['FLOW-1.2', 'FLOW-1.5'],
    adminAnswer: (path, answer) =>
      path === '/stats' ? { ...answer, body: answer.body.replace(/"evicted":\d+/, '"evicted":0') } : answer,
  }),
  defineMutant({
    id: 'loses-one-in-a-thousand',
    title: 'loses every thousandth message of a client',
    clause: 'FLOW-2',
    kills: ['FLOW-2.3', 'FLOW-2.1'],
    fault: () => () => {
      let count = 0;
      return {
        fromServer: (frame) => (frame.type === 'message' && ++count % 1_000 === 0 ? undefined : frame),
      };
    },
  }),
  defineMutant({
    id: 'answers-the-last-question-alone',
    title: 'answers only one in two questions that come faster than it likes',
    clause: 'FLOW-2',
    kills: ['FLOW-2.4'],
    fault: () => () => {
      let count = 0;
      return { fromClient: (frame) => (frame.type === 'who' && ++count % 2 === 0 ? undefined : frame) };
    },
  }),
];
