// Mutants that break the section STOP: data, each one fault.
import { defineMutant, type Mutant } from './mutant.ts';
import { altered } from './refusal.ts';

/** The mutants of STOP. */
export const stopMutants: readonly Mutant[] = [
  defineMutant({
    id: 'stops-without-a-word',
    title: 'sends no closing when it is told to stop',
    clause: 'STOP-1',
    kills: ['STOP-1.1', 'STOP-1.2', 'STOP-1.5', 'STOP-1.9'],
    fault: altered('closing', (frame) => (frame.reason === 'shutdown' ? undefined : frame)),
  }),
  defineMutant({
    id: 'exits-with-one',
    title: 'exits with status 1 after a drain',
    clause: 'STOP-1',
    kills: ['STOP-1.1', 'STOP-1.2', 'STOP-1.3', 'STOP-1.4', 'STOP-2.1', 'STOP-1.8', 'STOP-2.2'],
    exitCode: 1,
  }),
  defineMutant({
    id: 'stops-with-1000',
    title: 'closes with 1000 at a shutdown',
    clause: 'STOP-1',
    kills: ['STOP-1.1', 'STOP-1.2'],
    bindings: ['websocket'],
    fault: () => () => ({ closeCode: (code) => (code === 1001 ? 1000 : code) }),
  }),
  defineMutant({
    id: 'drain-unbounded',
    title: 'lets a client that does not read hold up the exit',
    clause: 'STOP-1',
    kills: ['STOP-1.4'],
    asks: () => ({ drainMs: 600_000 }),
  }),
  defineMutant({
    id: 'deaf-to-signals',
    title: 'ignores SIGTERM and SIGINT',
    clause: 'STOP-1',
    kills: ['STOP-1.1', 'STOP-1.2', 'STOP-1.5', 'STOP-1.7'],
    onSignal: () => false,
  }),
  defineMutant({
    id: 'drains-on-at-a-second-signal',
    title: 'goes on with its drain at a second signal',
    clause: 'STOP-1',
    kills: ['STOP-1.7'],
    onSignal: (_name, count) => count < 2,
  }),
  defineMutant({
    id: 'falls-over-its-own-stop',
    title: 'writes a stack into its log when it is told to stop',
    clause: 'STOP-1',
    kills: ['STOP-1.10'],
    fault: () => (connection) => ({
      fromServer(frame) {
        if (frame.type === 'closing')
          connection.log('Error: write after end\n    at send (/srv/chat.js:12:7)\n');
        return frame;
      },
    }),
  }),
];
