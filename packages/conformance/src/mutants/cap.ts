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
    kills: ['CAP-2.1', 'CAP-2.2'],
    asks: ({ maxConnectionsPerAddress }) => ({
      maxConnectionsPerAddress: maxConnectionsPerAddress && maxConnectionsPerAddress + 1,
    }),
  }),
  defineMutant({
    id: 'address-never-forgiven',
    title: 'refuses an address for ever once it had too many connections',
    clause: 'CAP-2',
    kills: ['CAP-2.2'],
    fault: ({ limits }) => {
      const most = limits?.maxConnectionsPerAddress ?? 0;
      return (connection) => {
        if (most > 0 && connection.id > most + 1) connection.close();
        return {};
      };
    },
  }),
  defineMutant({
    id: 'deaf-after-a-crowd',
    title: 'accepts nobody any more after it had more connections than descriptors',
    clause: 'CAP-2',
    kills: ['CAP-2.3'],
    fault: () => (connection) =>
      connection.id > 150
        ? { clientBytes: () => undefined, serverBytes: () => undefined, serverEnded: () => false }
        : {},
  }),
];
