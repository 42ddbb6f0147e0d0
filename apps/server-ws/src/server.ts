// Chat over the `ws` library: one text message a frame (§2 websocket), one write a tick.
// HTTP answers, limits and the chat itself are in packages/; here is what `ws` asks of a careful user.
import type { Socket } from 'node:net';
import {
  type Connection,
  defineServer,
  type Kit,
  listenHttp,
  type Payload,
  type Transport,
  WEBSOCKET_SUBPROTOCOL,
} from '@hubbub/server-kit';
import { WebSocketServer } from 'ws';
import wsPackage from 'ws/package.json' with { type: 'json' };
import { ChatSocket } from './chat-socket.ts';

/** The `ws` server: `batched` writes a tick's frames at once, `each` calls `ws.send` for a message at a time. */
export const server = defineServer({
  name: 'ws',
  framework: `ws ${wsPackage.version}`,
  bindings: ['websocket'],
  fanout: ['batched', 'each'],
  tls: true,
  listen(kit) {
    const upgrades = createUpgrades(kit);
    const WsTransport = kit.fanout === 'batched' ? BatchingTransport : SendingTransport;
    return listenHttp(kit, (request, socket, head, place) => {
      upgrades.handleUpgrade(request, socket, head, (ws) => {
        serve(ws, socket, place.open('websocket', new WsTransport(ws, socket)));
      });
    });
  },
});

function createUpgrades({ limits }: Kit) {
  return new WebSocketServer({
    noServer: true, // the `upgrade` event is ours: it hands over the socket that batches are written to
    clientTracking: false, // the kit knows its connections
    perMessageDeflate: false, // then `ws` writes whole frames at once, and batches fit between them
    maxPayload: limits.maxFrameBytes,
    handleProtocols: (offered) => offered.has(WEBSOCKET_SUBPROTOCOL) && WEBSOCKET_SUBPROTOCOL,
    WebSocket: ChatSocket,
  });
}

function serve(ws: ChatSocket, socket: Socket, connection: Connection<'websocket'>): void {
  ws.onViolation = (violation) => connection.fail(violation);
  ws.on('message', (data, isBinary) => {
    if (isBinary) connection.fail('binary');
    else connection.receive(data as Buffer); // as long as `binaryType` is `nodebuffer`
  })
    .on('ping', () => connection.heard())
    .on('pong', () => connection.heard())
    .on('error', () => {}) // a violation or a reset, for instance; `close` follows
    .on('close', () => connection.closed());
  socket.on('drain', () => connection.drained());
}

/** One `ws.send` a message, as the documentation of `ws` has it. */
class SendingTransport implements Transport {
  readonly remoteAddress: string;
  protected readonly ws: ChatSocket;
  protected readonly socket: Socket;

  constructor(ws: ChatSocket, socket: Socket) {
    this.ws = ws;
    this.socket = socket;
    this.remoteAddress = socket.remoteAddress ?? 'gone';
  }

  get bufferedBytes(): number {
    return this.socket.writableLength;
  }

  write(payload: Payload): void {
    this.ws.send(payload.text);
  }

  pause(): void {
    this.ws.pause();
  }

  resume(): void {
    this.ws.resume();
  }

  close(code: number, reason?: string): void {
    this.ws.onViolation = undefined;
    this.ws.close(code, reason);
  }

  abort(): void {
    this.ws.terminate();
  }
}

/** Complete frames, encoded once for all members, in one write beneath `ws`. */
class BatchingTransport extends SendingTransport {
  override write(payload: Payload): void {
    // After its close frame `ws` would drop a message by itself; the socket would not.
    if (this.ws.readyState === this.ws.OPEN) this.socket.write(payload.bytes);
  }
}
