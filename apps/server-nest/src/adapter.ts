// Nest's door to `ws`: its own adapter wants `{ event, data }` in JSON, a frame of the chat is its own format. Upgrades
// are refused before Nest hears of them.
import type { Server } from 'node:http';
import type { HttpGuard, Kit } from '@hubbub/server-kit';
import { webSocketOptions } from '@hubbub/ws-connections';
import { AbstractWsAdapter, type MessageMappingProperties } from '@nestjs/websockets';
import type { Observable } from 'rxjs';
import { type WebSocket, WebSocketServer } from 'ws';

/** The event under which a gateway subscribes to text messages. */
export const TEXT = 'text';
/** The event under which a gateway subscribes to binary messages. */
export const BINARY = 'binary';

/** Connects gateways with a `WebSocketServer` on the application's own HTTP server. */
export class ChatAdapter extends AbstractWsAdapter {
  readonly #kit: Kit;
  readonly #guard: HttpGuard;

  constructor(http: Server, kit: Kit, guard: HttpGuard) {
    super(http);
    this.#kit = kit;
    this.#guard = guard;
  }

  override create(): WebSocketServer {
    const upgrades = new WebSocketServer({
      ...webSocketOptions(this.#kit),
      noServer: true,
      clientTracking: false,
    });
    this.#guard.serveUpgrades(this.httpServer, (request, socket, head, place) => {
      upgrades.handleUpgrade(request, socket, head, (ws) => upgrades.emit('connection', ws, socket, place));
    });
    return upgrades;
  }

  override bindClientDisconnect(ws: WebSocket, callback: () => void): void {
    ws.on('close', callback);
  }

  override bindMessageHandlers(
    ws: WebSocket,
    handlers: MessageMappingProperties[],
    transform: (answer: unknown) => Observable<unknown>,
  ): void {
    const handlerOf = new Map(handlers.map(({ message, callback }) => [message, callback]));
    ws.on('message', (data, isBinary) => {
      transform(handlerOf.get(isBinary ? BINARY : TEXT)?.(data)).subscribe();
    });
  }
}
