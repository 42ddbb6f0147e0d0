// Mutants that break bye and CLOSE: data, each one fault.
import { defineMutant, type Mutant } from './mutant.ts';
import { altered } from './refusal.ts';

/** The mutants of bye and CLOSE. */
export const closeMutants: readonly Mutant[] = [
  defineMutant({
    id: 'bye-with-1001',
    title: 'closes with 1001 after bye',
    clause: 'CLOSE-1',
    kills: ['CLOSE-1.1', 'HELLO-1.3'],
    bindings: ['websocket'],
    fault: () => () => ({ closeCode: (code) => (code === 1000 ? 1001 : code) }),
  }),
  defineMutant({
    id: 'talks-after-closing',
    title: 'sends one more frame after closing',
    clause: 'CLOSE-1',
    kills: ['CLOSE-1.2'],
    fault: altered('closing', (frame) => [frame, { type: 'pong' }]),
  }),
];
