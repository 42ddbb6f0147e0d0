// Mutants that break the section CAP: data, each one fault.
import { defineMutant, type Mutant } from './mutant.ts';

/** The mutants of CAP. */
export const capMutants: readonly Mutant[] = [
  defineMutant({
    id: 'one-place-too-many',
    title: 'gives maxConnections + 1 places',
    clause: 'CAP-1',
    kills: ['CAP-1.1', 'CAP-1.2', 'CAP-1.3', 'CAP-1.4'],
    asks: ({ maxConnections }) => ({ maxConnections: maxConnections + 1 }),
  }),
  defineMutant({
    id: 'place-never-freed',
    title: 'keeps the place of a client that is gone',
    clause: 'CAP-1',
    kills: ['CAP-1.2', 'NICK-3.2', 'ROOM-5.1', 'ROOM-5.2', 'SEC-1.10'],
    fault: () => () => ({ clientEnded: () => false, clientGone: () => false }),
  }),
  defineMutant({
    id: 'one-too-many-an-address',
    title: 'gives maxConnectionsPerAddress + 1 places to one address',
    clause: 'CAP-2',
    kills: ['CAP-2.1'],
    asks: ({ maxConnectionsPerAddress }) => ({
      maxConnectionsPerAddress: maxConnectionsPerAddress && maxConnectionsPerAddress + 1,
    }),
  }),
];
