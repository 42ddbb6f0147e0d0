// Chat over Bun.serve: HTTP, WebSocket and topics of the platform itself, with no library in between (§2 websocket).
// Limits and the chat itself are in packages/; here is what Bun asks of a careful user.
import {
  authorityOf,
  type Connection,
  cannotListen,
  defineServer,
  HttpRules,
  type Kit,
  type Payload,
  type Place,
  type Transport,
  WEBSOCKET_SUBPROTOCOL,
} from '@hubbub/server-kit';
import { type Server, type ServerWebSocket, serve, version, type WebSocketHandler } from 'bun';

/** What a client may send while it takes no replies, in characters: Bun has no way to stop reading from it. */
const MAX_UNREAD_BYTES = 16 * 1024 * 1024;

/** What Bun carries along for each client. */
interface Client {
  readonly place: Place;
  transport?: SendingTransport;
  connection?: Connection<'websocket'>;
}

/** The Bun server: `batched` corks a tick's sends, `native` publishes to topics, `each` sends a message at a time. */
export const server = defineServer({
  name: 'bun',
  framework: `Bun.serve ${version}`,
  bindings: ['websocket'],
  fanout: ['batched', 'native', 'each'],
  tls: true,
  async listen(kit) {
    const listener = listen(kit);
    kit.useNativeRooms({
      join: ({ transport }, room) => socketOf(transport).subscribe(room),
      leave: ({ transport }, room) => socketOf(transport).unsubscribe(room),
      publish: (room, { text }) => listener.publish(room, text),
    });
    const authority = authorityOf(kit.host, listener.port ?? 0);
    return {
      endpoints: [kit.endpoint('websocket', authority)],
      stopAccepting: () => void listener.stop(),
      close: () => listener.stop(true),
    };
  },
});

function listen(kit: Kit): Server<Client> {
  const rules = new HttpRules(kit);
  try {
    return serve<Client>({
      hostname: kit.host,
      port: kit.port,
      ...(kit.tls && { tls: { cert: kit.tls.cert, key: kit.tls.key } }),
      websocket: handlersOf(kit),
      fetch: (request, listener) => answer(request, listener, kit, rules),
    });
  } catch (error) {
    throw cannotListen(kit.host, kit.port, error as NodeJS.ErrnoException);
  }
}

/** Bun shows a client when its request is complete, and no TCP connection before: a place is taken here. */
function answer(
  request: Request,
  listener: Server<Client>,
  kit: Kit,
  rules: HttpRules,
): Response | undefined {
  const place = kit.admit({ remoteAddress: listener.requestIP(request)?.address ?? 'gone', abort() {} });
  const { headers, url } = request;
  const path = new URL(url).pathname;
  const protocols = headers.get('sec-websocket-protocol') ?? undefined;
  const origin = headers.get('origin') ?? undefined;
  const isUpgrade = headers.get('upgrade')?.toLowerCase() === 'websocket';
  let refusal = isUpgrade ? rules.upgrade(place, { path, origin, protocols }) : rules.plain(place, path);
  if (refusal === undefined) {
    const chosen = protocols === undefined ? {} : { 'sec-websocket-protocol': WEBSOCKET_SUBPROTOCOL };
    if (listener.upgrade(request, { headers: chosen, data: { place } })) return undefined;
    refusal = { status: 400, headers: {} };
  }
  place.release();
  return new Response(null, { status: refusal.status, headers: { ...refusal.headers, connection: 'close' } });
}

/**
 * Bun corks a socket while its handler runs, and does not count what waits there as buffered: so everything that may
 * write runs right after the handler, when the figures are true.
 */
function handlersOf({ limits, fanout }: Kit): WebSocketHandler<Client> {
  const BunTransport = fanout === 'batched' ? CorkingTransport : SendingTransport;
  const after = (ws: ServerWebSocket<Client>, action: (connection: Connection<'websocket'>) => void): void =>
    queueMicrotask(() => ws.data.connection !== undefined && action(ws.data.connection));
  return {
    maxPayloadLength: limits.maxFrameBytes, // Bun closes with 1009 at the header of a longer one
    backpressureLimit: 2 * limits.maxOutboxBytes + MAX_UNREAD_BYTES, // above it Bun drops messages
    idleTimeout: 0,
    sendPings: false, // a heartbeat is a frame of the chat (LIVE-2)
    perMessageDeflate: false,
    open(ws) {
      ws.data.transport = new BunTransport(ws);
      ws.data.connection = ws.data.place.open('websocket', ws.data.transport);
    },
    message(ws, message) {
      ws.data.transport?.reads(message.length);
      after(ws, (connection) => {
        if (typeof message === 'string') connection.receive(message);
        else connection.fail('binary');
      });
    },
    ping: (ws) => ws.data.connection?.heard(),
    pong: (ws) => ws.data.connection?.heard(),
    drain: (ws) => after(ws, (connection) => connection.drained()),
    close: (ws) => after(ws, (connection) => connection.closed()),
  };
}

/** One `ws.send` a message, as the documentation of Bun has it. */
class SendingTransport implements Transport {
  readonly remoteAddress: string;
  readonly ws: ServerWebSocket<Client>;
  #isPaused = false;
  #unreadBytes = 0;

  constructor(ws: ServerWebSocket<Client>) {
    this.ws = ws;
    this.remoteAddress = ws.remoteAddress;
  }

  get bufferedBytes(): number {
    return this.ws.getBufferedAmount();
  }

  write(payload: Payload): void {
    this.send(payload.text);
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#unreadBytes = 0;
  }

  /** Counts what comes although the kit wants nothing, so that memory stays bounded. */
  reads(bytes: number): void {
    if (!this.#isPaused) return;
    this.#unreadBytes += bytes;
    if (this.#unreadBytes > MAX_UNREAD_BYTES) this.abort();
  }

  close(code: number, reason?: string): void {
    this.ws.close(code, reason);
  }

  abort(): void {
    this.ws.terminate();
  }

  protected send(text: string): void {
    if (this.ws.send(text) === 0) this.abort(); // dropped: no client may miss a message and stay
  }
}

/** All messages of a tick in one write: Bun collects what is sent inside `cork`. */
class CorkingTransport extends SendingTransport {
  override write({ texts }: Payload): void {
    this.ws.cork(() => {
      for (const text of texts) this.send(text);
    });
  }
}

const socketOf = (transport: Transport): ServerWebSocket<Client> => (transport as SendingTransport).ws;
