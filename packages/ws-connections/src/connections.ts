// From a socket of `ws` to a connection of the kit: the options that make whole frames and exact limits, the events
// that a connection is told, and the ways out for `each` and `batched`.
import type { Socket } from 'node:net';
import {
  type Connection,
  type Kit,
  type Payload,
  type Place,
  type Transport,
  WEBSOCKET_SUBPROTOCOL,
} from '@hubbub/server-kit';
import type { ServerOptions, WebSocket } from 'ws';
import { ChatSocket } from './chat-socket.ts';

/** The class as frameworks type it that are no ES modules: with all that hangs on it. */
type WebSocketOfRequire = typeof import('ws', { with: { 'resolution-mode': 'require' }});

/** What a `WebSocketServer` must be made with for {@link serveWebSocket}, whoever makes it. */
export function webSocketOptions({ limits }: Pick<Kit, 'limits'>) {
  return {
    perMessageDeflate: false, // then `ws` writes whole frames at once, and batches fit between them
    maxPayload: limits.maxFrameBytes,
    handleProtocols: (offered) => offered.has(WEBSOCKET_SUBPROTOCOL) && WEBSOCKET_SUBPROTOCOL,
    // What else hangs on the class of `ws` is inherited; TypeScript sees no namespaces there.
    WebSocket: ChatSocket as unknown as WebSocketOfRequire,
  } satisfies ServerOptions;
}

/**
 * Opens the connection of a socket that a server with {@link webSocketOptions} made; its messages and its end are for
 * the caller to tell.
 * @throws TypeError where `ws` is not of the class {@link ChatSocket}.
 */
export function openWebSocket(
  ws: WebSocket,
  socket: Socket,
  place: Place,
  { fanout }: Pick<Kit, 'fanout'>,
): Connection<'websocket'> {
  if (!(ws instanceof ChatSocket)) throw new TypeError('the socket was made without webSocketOptions');
  const WsTransport = fanout === 'batched' ? BatchingTransport : SendingTransport;
  const connection = place.open('websocket', new WsTransport(ws, socket));
  ws.onViolation = (violation) => connection.fail(violation);
  ws.on('ping', () => connection.heard())
    .on('pong', () => connection.heard())
    .on('error', () => {}); // a violation or a reset, for instance; `close` follows
  socket.on('drain', () => connection.drained());
  return connection;
}

/** Opens the connection of a socket, as {@link openWebSocket} does, and tells it all that comes. */
export function serveWebSocket(ws: WebSocket, socket: Socket, place: Place, kit: Pick<Kit, 'fanout'>): void {
  const connection = openWebSocket(ws, socket, place, kit);
  ws.on('message', (data, isBinary) => {
    if (isBinary) connection.fail('binary');
    else connection.receive(data as Buffer); // as long as `binaryType` is `nodebuffer`
  }).on('close', () => connection.closed());
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
