// Mutants that break SAY-6, the direct message: data, each one fault.
import { defineMutant, type Mutant } from './mutant.ts';
import { refuse } from './refusal.ts';

/** The mutants of SAY-6. */
export const directMutants: readonly Mutant[] = [
  defineMutant({
    id: 'direct-leaks',
    title: 'shows direct messages to everybody',
    clause: 'SAY-6',
    kills: ['SAY-6.1'],
    fault: () => (connection) => ({
      fromServer(frame) {
        if (frame.type === 'direct') {
          for (const other of connection.all)
            if (other !== connection && other.nick !== '') other.toClient(frame);
        }
        return frame;
      },
    }),
  }),
  defineMutant({
    id: 'direct-to-nobody',
    title: 'acknowledges a direct message to a nick not present',
    clause: 'SAY-6',
    kills: ['SAY-6.2', 'SEC-2.2'],
    fault: () => () => ({
      fromServer: (frame) =>
        frame.code === 'no_such_nick' ? { type: 'said', ref: frame.ref, at: 1 } : frame,
    }),
  }),
  defineMutant({
    id: 'no-direct-to-oneself',
    title: 'refuses a direct message to oneself',
    clause: 'SAY-6',
    kills: ['SAY-6.3'],
    fault: () => (connection) => ({
      fromClient: (frame) =>
        frame.type === 'direct' && frame.to === connection.nick
          ? refuse(connection, frame, 'no_such_nick')
          : frame,
    }),
  }),
  defineMutant({
    id: 'direct-to-as-typed',
    title: 'gives to in the spelling of the sender',
    clause: 'SAY-6',
    kills: ['SAY-6.4'],
    fault: () => {
      const typed = new Map<unknown, unknown>();
      return () => ({
        fromClient(frame) {
          if (frame.type === 'direct') typed.set(frame.text, frame.to);
          return frame;
        },
        fromServer: (frame) =>
          frame.type === 'direct' && typed.has(frame.text) ? { ...frame, to: typed.get(frame.text) } : frame,
      });
    },
  }),
];
