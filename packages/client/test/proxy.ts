// A TCP proxy on loopback whose connections a test can break. It knows nothing of what it carries.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** How connections are broken: on both sides, or so that the server does not notice, as when a machine loses its network. */
export type Cut = 'both' | 'unnoticed';

/** A running proxy. */
export interface Proxy extends AsyncDisposable {
  /** The server's URL with the proxy's port. */
  readonly url: string;
  /** Breaks all connections there are now; how many. */
  cut(how: Cut): number;
}

/**
 * Starts a proxy before the server of a URL. With `lifetimeBytes` each connection is broken by itself, unnoticed by the
 * server, when so many bytes have passed in both directions together: in the middle of a frame as well as between two.
 */
export async function startProxy(target: string, lifetimeBytes?: () => number): Promise<Proxy> {
  const { hostname, port } = new URL(target);
  const pairs = new Map<Socket, Socket>();
  const sockets = new Set<Socket>();
  const breakPair = (inner: Socket, outer: Socket, how: Cut): void => {
    pairs.delete(inner);
    inner.removeAllListeners('data');
    inner.resetAndDestroy();
    if (how === 'both') outer.resetAndDestroy();
    // What the server still sends to a client that is gone is read and thrown away.
    else outer.removeAllListeners('data').on('data', () => undefined);
  };
  const server = createServer((inner) => {
    const outer = connect(Number(port), hostname);
    pairs.set(inner, outer);
    let left = lifetimeBytes?.() ?? Number.POSITIVE_INFINITY;
    for (const [from, to] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      sockets.add(from);
      from.setNoDelay(true);
      from.on('error', () => undefined);
      from.on('data', (chunk: Buffer) => {
        const isLast = chunk.length >= left;
        to.write(isLast ? chunk.subarray(0, left) : chunk, () => {
          if (isLast && pairs.has(inner)) breakPair(inner, outer, 'unnoticed');
        });
        left = isLast ? 0 : left - chunk.length;
      });
      from.on('end', () => to.end());
      from.on('close', () => {
        sockets.delete(from);
        if (!pairs.delete(inner)) return;
        to.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    cut(how) {
      const { size } = pairs;
      for (const [inner, outer] of [...pairs]) breakPair(inner, outer, how);
      return size;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
