// Binding a node server: a promise, a clear error, and the address as URLs write it.
import type { AddressInfo, Server } from 'node:net';
import { HubbubError } from '@hubbub/protocol';

/** Connections that may wait for the accept: a reconnecting crowd comes at once. The kernel caps it at somaxconn. */
const BACKLOG = 4_096;

/** Where a server listens. */
export interface Bound {
  readonly port: number;
  /** `host:port` as a URL needs it. */
  readonly authority: string;
}

/**
 * Binds a `node:net` server or one made of it (`node:http`); resolves once it accepts.
 * @throws HubbubError `port_in_use` where the address cannot be bound, for whatever reason.
 */
export function listenOn(server: Server, host: string, port: number): Promise<Bound> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => {
      reject(cannotListen(host, port, error));
    };
    server.once('error', onError);
    server.listen({ host, port, backlog: BACKLOG }, () => {
      server.off('error', onError);
      const { port: bound } = server.address() as AddressInfo;
      resolve({ port: bound, authority: authorityOf(host, bound) });
    });
  });
}

/** The error for an address that cannot be bound, for whatever reason: `port_in_use`. */
export function cannotListen(host: string, port: number, error: NodeJS.ErrnoException): HubbubError {
  const why = error.code === 'EADDRINUSE' ? 'it is in use' : (error.code ?? error.message);
  return new HubbubError('port_in_use', `cannot listen on ${host}:${port}: ${why}`, { cause: error });
}

/** `host:port` as URLs write it. */
export function authorityOf(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
