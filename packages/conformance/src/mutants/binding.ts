// Broken servers that the cases of BIND must catch.
import { defineMutant, type MutableFrame, type Mutant } from './mutant.ts';

/** The mutants of BIND. */
export const bindingMutants: readonly Mutant[] = [
  defineMutant({
    id: 'another-error-code',
    title: 'has an error code of its own for what other bindings call not_joined',
    clause: 'BIND-1',
    kills: ['BIND-1.1'],
    fault: () => () => ({
      fromServer(frame) {
        if (frame.type === 'error' && frame.code === 'not_joined') frame.code = 'room_invalid';
        return frame;
      },
    }),
  }),
  defineMutant({
    id: 'turns-pairs-of-messages-round',
    title: 'shows one of its clients two messages in the wrong order',
    clause: 'BIND-1',
    kills: ['BIND-1.2'],
    fault: () => () => {
      let held: MutableFrame | undefined;
      return {
        fromServer(frame) {
          if (frame.type !== 'message') return frame;
          if (held === undefined) {
            held = { ...frame };
            return undefined;
          }
          const both = [frame, held];
          held = undefined;
          return both;
        },
      };
    },
  }),
  defineMutant({
    id: 'makes-up-a-ref',
    title: 'takes every request for one with a ref',
    clause: 'BIND-1',
    kills: ['BIND-1.3'],
    fault: () => () => ({
      fromClient: (frame) =>
        frame.type === 'say' && !('ref' in frame) ? { ...frame, ref: 'made up' } : frame,
      fromServer(frame) {
        if (frame.ref === 'made up') delete frame.ref;
        return frame;
      },
    }),
  }),
];
