// Chat over the `ws` library: one text message a frame (§2 websocket), one write a tick.
// What `ws` asks of a careful user is in packages/ws-connections, limits and the chat itself in the packages below.
import { defineServer, listenHttp } from '@hubbub/server-kit';
import { serveWebSocket, webSocketOptions } from '@hubbub/ws-connections';
import { WebSocketServer } from 'ws';
import wsPackage from 'ws/package.json' with { type: 'json' };

/** The `ws` server: `batched` writes a tick's frames at once, `each` calls `ws.send` for a message at a time. */
export const server = defineServer({
  name: 'ws',
  framework: `ws ${wsPackage.version}`,
  bindings: ['websocket'],
  fanout: ['batched', 'each'],
  tls: true,
  listen(kit) {
    const upgrades = new WebSocketServer({
      ...webSocketOptions(kit),
      noServer: true, // the `upgrade` event is the kit's, which knows whom to refuse
      clientTracking: false, // and the kit knows its connections
    });
    return listenHttp(kit, (request, socket, head, place) => {
      upgrades.handleUpgrade(request, socket, head, (ws) => serveWebSocket(ws, socket, place, kit));
    });
  },
});
