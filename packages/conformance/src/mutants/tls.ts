// Mutants that break TLS (TLS-1 to TLS-3): data, each one fault. The proxy ends TLS on both sides, so that every hook works.
import { OTHER_CERTIFICATE } from '../fixtures/certificates.ts';
import { defineMutant, type Mutant } from './mutant.ts';

/** The mutants of TLS. */
export const tlsMutants: readonly Mutant[] = [
  defineMutant({
    id: 'tls-named-but-off',
    title: 'names the feature tls and talks in the clear',
    clause: 'TLS-1',
    kills: ['TLS-1.1', 'TLS-1.2', 'TLS-1.3', 'TLS-1.4'],
    reconfigures: ({ tls: _, ...config }) => config,
    claims: ['tls'],
  }),
  defineMutant({
    id: 'tls-old-versions',
    title: 'takes TLS 1.0 and 1.1 too',
    clause: 'TLS-1',
    kills: ['TLS-1.2'],
    tls: { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' },
  }),
  defineMutant({
    id: 'tls-another-certificate',
    title: 'shows a certificate of its own',
    clause: 'TLS-1',
    kills: ['TLS-1.3'],
    tls: OTHER_CERTIFICATE,
  }),
  defineMutant({
    id: 'tls-handshake-for-ever',
    title: 'waits for a handshake for ever',
    clause: 'TLS-2',
    kills: ['TLS-2.1', 'TLS-2.2'],
    handshake: 'for ever',
    fault: () => () => ({ serverEnded: () => false }),
  }),
  defineMutant({
    id: 'tls-handshake-cut-short',
    title: 'closes a connection that does not begin its handshake at once',
    clause: 'TLS-2',
    kills: ['TLS-2.1'],
    handshake: 'hasty',
  }),
  defineMutant({
    id: 'tls-handshake-without-place',
    title: 'has places for three more, as if they were taken after the handshake alone',
    clause: 'TLS-2',
    kills: ['TLS-2.4'],
    asks: ({ maxConnections }) => ({ maxConnections: maxConnections + 3 }),
  }),
  defineMutant({
    id: 'tls-garbage-left-open',
    title: 'leaves a connection open that sent something else than TLS',
    clause: 'TLS-2',
    kills: ['TLS-1.4', 'TLS-2.3'],
    handshake: 'keeps garbage',
  }),
  defineMutant({
    id: 'tls-record-is-a-frame',
    title: 'takes what a record holds for whole frames',
    clause: 'TLS-3',
    kills: ['TLS-3.1'],
    bindings: ['lines'],
    fault: (config) => () => ({
      clientBytes: (bytes) => (config.tls === undefined || bytes.includes(0x0a) ? bytes : undefined),
    }),
  }),
  defineMutant({
    id: 'tls-record-cut',
    title: 'loses what it wants to send at once beyond 4 KiB',
    clause: 'TLS-3',
    kills: ['TLS-3.2'],
    fault: (config) => () => {
      let bytesNow = 0;
      return {
        serverBytes(bytes) {
          if (bytesNow === 0)
            setImmediate(() => {
              bytesNow = 0;
            });
          bytesNow += bytes.length;
          return config.tls !== undefined && bytesNow > 4_096 ? undefined : bytes;
        },
      };
    },
  }),
  defineMutant({
    id: 'tls-goodbye-needed',
    title: 'does not notice a client that is gone without a goodbye',
    clause: 'TLS-3',
    kills: ['TLS-3.3'],
    fault: (config) => () => ({ clientGone: () => config.tls === undefined }),
  }),
  defineMutant({
    id: 'tls-closes-without-a-word',
    title: 'closes without saying why',
    clause: 'TLS-3',
    kills: ['TLS-3.4'],
    fault: (config) => () => ({
      fromServer: (frame) =>
        config.tls !== undefined && (frame.type === 'closing' || frame.fatal === true) ? undefined : frame,
    }),
  }),
  defineMutant({
    id: 'tls-buffers-for-ever',
    title: 'keeps what a client does not read, however much it is',
    clause: 'TLS-3',
    kills: ['TLS-3.5'],
    asks: () => ({ maxOutboxBytes: 1_073_741_824 }),
  }),
];
