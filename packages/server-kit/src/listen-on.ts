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
      const why = error.code === 'EADDRINUSE' ? 'it is in use' : (error.code ?? error.message);
      reject(new HubbubError('port_in_use', `cannot listen on ${host}:${port}: ${why}`, { cause: error }));
    };
    server.once('error', onError);
    server.listen({ host, port, backlog: BACKLOG }, () => {
      server.off('error', onError);
      const { port: bound } = server.address() as AddressInfo;
      resolve({ port: bound, authority: `${host.includes(':') ? `[${host}]` : host}:${bound}` });
    });
  });
}
