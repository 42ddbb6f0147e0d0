// TLS for every server (TLS-1): the configured files as the options that node's TLS servers take, and a plain socket
// wrapped for servers over node:net. No policy of a framework is in here.
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import { HubbubError, type ServerConfig } from '@hubbub/protocol';
import type { Kit, TlsOptions } from './contract.ts';

const contexts = new WeakMap<TlsOptions, SecureContext>();

/** One context for all sockets: making one parses certificate and key. */
function contextOf(options: TlsOptions): SecureContext {
  let context = contexts.get(options);
  if (context === undefined) {
    context = createSecureContext(options);
    contexts.set(options, context);
  }
  return context;
}

/**
 * Reads the configured certificate chain and key.
 * @throws HubbubError `config_invalid` where a file cannot be read, is not PEM, or the two do not belong together.
 */
export async function readTls({ cert, key }: NonNullable<ServerConfig['tls']>): Promise<TlsOptions> {
  try {
    const [certPem, keyPem] = await Promise.all([readFile(cert, 'utf8'), readFile(key, 'utf8')]);
    new X509Certificate(certPem);
    const options = { cert: certPem, key: keyPem, minVersion: 'TLSv1.2' } as const;
    contextOf(options);
    return options;
  } catch (error) {
    const why = HubbubError.from(error).message;
    throw new HubbubError('config_invalid', `"tls" with ${cert} and ${key}: ${why}`, { cause: error });
  }
}

/**
 * The socket to talk over: `socket` itself, or, where TLS is configured, a TLS socket around it, which can be written to at
 * once. Its reset and `allowHalfOpen` are those of `socket`; a handshake that fails is an `error` and a `close`.
 */
export function secured(socket: Socket, { tls }: Kit): Socket {
  return tls === undefined ? socket : new SecuredSocket(socket, contextOf(tls));
}

/** How long after the accept a peer that is refused may take for its handshake, to read why. */
const GRACE_MS = 1_000;

class SecuredSocket extends TLSSocket {
  readonly #acceptedMs = performance.now();
  #isShaking = true;

  constructor(socket: Socket, secureContext: SecureContext) {
    super(socket, { isServer: true, secureContext });
    this.once('secure', () => {
      this.#isShaking = false;
    });
    // A peer that is gone in the middle of the handshake ends the inner socket alone.
    socket.once('close', () => this.destroy());
  }

  /** Node would wait for the handshake for ever; nobody who owes it to us is waited for longer than the grace (TLS-2). */
  override end(...args: unknown[]): this {
    const leftMs = GRACE_MS - (performance.now() - this.#acceptedMs);
    if (this.#isShaking && leftMs <= 0) return this.destroy();
    if (this.#isShaking) {
      const timer = setTimeout(() => this.#isShaking && this.destroy(), leftMs);
      this.once('close', () => clearTimeout(timer));
    }
    return super.end(...(args as []));
  }
}
