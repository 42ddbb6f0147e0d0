// Chat over a readiness loop: sockets of our own, epoll's word on which of them is ready, a handler for each (§2 lines
// and websocket). Framing, limits and the chat itself are in packages/.
import { lookup } from 'node:dns/promises';
import { Channel, type HandlerSelector, Listener, type OsError } from '@hubbub/selectors';
import {
  authorityOf,
  cannotListen,
  defineServer,
  type Kit,
  LinesPeer,
  serveWebSockets,
} from '@hubbub/server-kit';
import { Loop } from './loop.ts';

/** How often a pair of ports is tried where any will do. */
const ATTEMPTS = 20;

/** The selector server: `batched` writes a tick's frames at once, `each` a message at a time. */
export const server = defineServer({
  name: 'selector',
  framework: 'epoll',
  bindings: ['lines', 'websocket'],
  fanout: ['batched', 'each'],
  async listen(kit) {
    const { address } = await lookup(kit.host);
    const loop = new Loop();
    const [lines, websocket] = listenToBoth(loop.selector, kit, address);
    const running = loop.run((error) => kit.log.error({ fault: String(error) }, 'fault in a handler'));
    return {
      endpoints: [
        kit.endpoint('lines', authorityOf(kit.host, lines.port)),
        kit.endpoint('websocket', authorityOf(kit.host, websocket.port)),
      ],
      stopAccepting() {
        lines.close();
        websocket.close();
      },
      close() {
        loop.stop();
        return running;
      },
    };
  },
});

/** Lines on the port that is configured, websocket on the next one; where any will do, on any two neighbours. */
function listenToBoth(selector: HandlerSelector, kit: Kit, address: string): [Listener, Listener] {
  const serveWebSocket = serveWebSockets(kit);
  const listen = (port: number, serve: (channel: Channel) => void): Listener => {
    try {
      return new Listener(selector, { address, port }, (socket) => serve(new Channel(socket, selector)));
    } catch (error) {
      throw cannotListen(kit.host, port, error as OsError);
    }
  };
  for (let attempt = 1; ; attempt++) {
    const lines = listen(kit.port, (channel) => void new LinesPeer(kit, channel));
    try {
      return [lines, listen(lines.port + 1, serveWebSocket)];
    } catch (error) {
      lines.close();
      if (kit.port !== 0 || attempt === ATTEMPTS) throw error;
    }
  }
}
