// A node:http or node:https server that serves the websocket binding and nothing else, for libraries that take an upgraded socket.
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Kit, Listening, Place } from './contract.ts';
import { createHttpServer, HttpGuard, refuseUpgrade } from './http-guard.ts';
import { listenOn } from './listen-on.ts';

/** Takes over a socket whose upgrade was allowed; the handshake's answer is still to be written. */
export type UpgradeHandler = (request: IncomingMessage, socket: Socket, head: Buffer, place: Place) => void;

/**
 * Listens for websocket clients: every TCP connection takes a place, what WS-1, WS-3, WS-4 and CAP-1 refuse is
 * refused, and the rest is handed to `upgrade` with its place, which stays taken until the socket closes.
 * @throws HubbubError `port_in_use`.
 */
export async function listenHttp(kit: Kit, upgrade: UpgradeHandler): Promise<Listening> {
  const server = createHttpServer(kit);
  const guard = new HttpGuard(kit, server);
  server.on('request', guard.answer);
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const refusal = guard.upgradeRefusal(request);
    if (refusal === undefined) upgrade(request, socket, head, guard.placeOf(request));
    else refuseUpgrade(socket, refusal);
  });
  const { authority } = await listenOn(server, kit.host, kit.port);
  return {
    endpoints: [kit.endpoint('websocket', authority)],
    stopAccepting: () => server.close(),
    close: () => server.closeAllConnections(),
  };
}
