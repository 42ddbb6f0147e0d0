// The chat as a Nest gateway: what happens to a client is a method, and what the methods need is injected.
import type { Socket } from 'node:net';
import type { Connection, Kit, Place } from '@hubbub/server-kit';
import { type ChatSocket, openWebSocket } from '@hubbub/ws-connections';
import { Inject } from '@nestjs/common';
import {
  ConnectedSocket,
  MessageBody,
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  SubscribeMessage,
  WebSocketGateway,
} from '@nestjs/websockets';
import type { WebSocket } from 'ws';
import { BINARY, TEXT } from './adapter.ts';

/** The token under which the server kit is injected. */
export const KIT = Symbol('kit');

/** One instance serves all clients. */
@WebSocketGateway()
export class ChatGateway implements OnGatewayConnection, OnGatewayDisconnect {
  readonly #connections = new WeakMap<WebSocket, Connection<'websocket'>>();
  readonly #kit: Kit;

  constructor(@Inject(KIT) kit: Kit) {
    this.#kit = kit;
  }

  /** Called by Nest with what the adapter emitted. */
  handleConnection(ws: ChatSocket, socket: Socket, place: Place): void {
    const connection = openWebSocket(ws, socket, place, this.#kit);
    this.#connections.set(ws, connection);
    // Nest calls its handlers some promises later: what came before a violation is still on its way (FRAME-5).
    ws.onViolation = (violation) => setImmediate(() => connection.fail(violation));
  }

  /** Called by Nest after the close. */
  handleDisconnect(ws: WebSocket): void {
    this.#connections.get(ws)?.closed();
  }

  /** One text message is one frame; its answers leave by the connection, in the order of §7. */
  @SubscribeMessage(TEXT)
  text(@ConnectedSocket() ws: WebSocket, @MessageBody() frame: Buffer): void {
    this.#connections.get(ws)?.receive(frame);
  }

  /** WS-2: the protocol has no binary messages. */
  @SubscribeMessage(BINARY)
  binary(@ConnectedSocket() ws: WebSocket): void {
    this.#connections.get(ws)?.fail('binary');
  }
}
