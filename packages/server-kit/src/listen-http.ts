// A node:http or node:https server that serves the websocket binding and nothing else, for libraries that take an
// upgraded socket.
import type { Server } from 'node:http';
import type { Kit, Listening } from './contract.ts';
import { createHttpServer, HttpGuard, type UpgradeHandler } from './http-guard.ts';
import { listenOn } from './listen-on.ts';

/**
 * An HTTP server that does not listen yet: every TCP connection takes a place, what WS-1, WS-3, WS-4 and CAP-1 refuse
 * is refused, and the rest is handed to `upgrade` with its place, which stays taken until the socket closes.
 */
export function createUpgradeServer(kit: Kit, upgrade: UpgradeHandler): Server {
  const server = createHttpServer(kit);
  const guard = new HttpGuard(kit, server);
  server.on('request', guard.answer);
  guard.serveUpgrades(server, upgrade);
  return server;
}

/**
 * Listens for websocket clients.
 * @throws HubbubError `port_in_use`.
 */
export async function listenHttp(kit: Kit, upgrade: UpgradeHandler): Promise<Listening> {
  const server = createUpgradeServer(kit, upgrade);
  const { authority } = await listenOn(server, kit.host, kit.port);
  return {
    endpoints: [kit.endpoint('websocket', authority)],
    stopAccepting: () => server.close(),
    close: () => server.closeAllConnections(),
  };
}
