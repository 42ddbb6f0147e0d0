// One TLS handshake for its own sake: which version and which certificate a server shows, or that it shows none.
import { connect, type SecureVersion } from 'node:tls';
import type { TlsHandshake } from '../context.ts';
import type { Address } from './tcp-link.ts';

/** Shakes hands and hangs up. Versions that OpenSSL itself would not offer any more are offered all the same. */
export function shakeHands(
  { host, port }: Address,
  { min, max }: { min: SecureVersion; max: SecureVersion },
  signal: AbortSignal,
): Promise<TlsHandshake> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const versions = { minVersion: min, maxVersion: max, ciphers: 'DEFAULT@SECLEVEL=0' };
    // Any certificate will do here: which one it is, is for the case to look at.
    const socket = connect({ host, port, rejectUnauthorized: false, ...versions });
    signal.addEventListener('abort', () => socket.destroy(signal.reason), { once: true });
    socket.once('secureConnect', () => {
      const certificate = socket.getPeerX509Certificate()?.toString() ?? '';
      resolve({ isSecured: true, version: socket.getProtocol(), certificate });
      socket.end();
    });
    socket.once('error', (error) => {
      if (signal.aborted) reject(signal.reason);
      else resolve({ isSecured: false, why: error.message });
    });
    socket.once('close', () => resolve({ isSecured: false, why: 'closed in the handshake' }));
  });
}
