// What every server over node:http owes the protocol before its framework sees a client: a place for each TCP
// connection, and the answers of http-rules.ts. How an upgrade is done is the framework's affair.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Arrival, Kit, Place } from './contract.ts';
import { type HttpRefusal, HttpRules } from './http-rules.ts';
import { createServer, STATUS_CODES } from './node-http.ts';

/** How long a refused peer may take to read why. */
const GRACE_MS = 1_000;

/** Takes over a socket whose upgrade was allowed; the handshake's answer is still to be written. */
export type UpgradeHandler = (request: IncomingMessage, socket: Socket, head: Buffer, place: Place) => void;

/** A server of `node:http`, or of `node:https` where TLS is configured. */
export function createHttpServer({ tls }: Kit): Server {
  return tls === undefined ? createServer() : createTlsServer(tls);
}

/** Guards one `node:http` or `node:https` server. Make it before the server listens. */
export class HttpGuard {
  readonly #kit: Kit;
  readonly #rules: HttpRules;
  readonly #places = new WeakMap<object, Place>();
  /** The places of connections in their TLS handshake, by the peer's address and port. */
  readonly #shaking = new Map<string, Place>();

  constructor(kit: Kit, server: Server) {
    this.#kit = kit;
    this.#rules = new HttpRules(kit);
    if (kit.tls === undefined) {
      server.on('connection', (socket) => this.#admit(socket));
      return;
    }
    // A place is taken at the accept (CAP-1), but requests come over the socket that TLS puts around the accepted one.
    server.on('connection', (socket) => {
      const peer = peerOf(socket);
      this.#shaking.set(peer, this.#admit(socket));
      socket.once('close', () => this.#shaking.delete(peer));
    });
    server.on('secureConnection', (socket: Socket) => {
      const place = this.#shaking.get(peerOf(socket));
      if (place !== undefined) this.#places.set(socket, place);
    });
  }

  /** The place of the TCP connection that a request came over. */
  placeOf({ socket }: IncomingMessage): Place {
    return this.#places.get(socket) ?? this.#admit(socket);
  }

  /**
   * The place for something that outlives the TCP connection of this request, such as a polling session: that of the
   * connection, or, where this was claimed or released before, a new one, which may be refused.
   */
  claimPlace(request: IncomingMessage, arrival: Arrival): Place {
    const place = this.placeOf(request);
    return place.held || place.refused ? place.transfer(arrival) : this.#kit.admit(arrival);
  }

  /** The request belongs to a client with a place of its own: its TCP connection needs none, and was refused none. */
  waivePlace(request: IncomingMessage): void {
    this.placeOf(request).waive();
    request.socket.setTimeout(0);
  }

  /** Why an upgrade to the websocket binding is refused, if it is (CAP-1, WS-1, WS-3, WS-4). */
  upgradeRefusal(request: IncomingMessage): HttpRefusal | undefined {
    const { origin, 'sec-websocket-protocol': protocols } = request.headers;
    return this.#rules.upgrade(this.placeOf(request), { path: pathOf(request), origin, protocols });
  }

  /** Refuses the upgrades of a server that the rules refuse, and hands the rest to `upgrade`. */
  serveUpgrades(server: Server, upgrade: UpgradeHandler): void {
    server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
      const refusal = this.upgradeRefusal(request);
      if (refusal === undefined) upgrade(request, socket, head, this.placeOf(request));
      else refuseUpgrade(socket, refusal);
    });
  }

  /** The answer to any request over a connection that got no place (CAP-1). */
  fullRefusal(request: IncomingMessage): HttpRefusal | undefined {
    return this.#rules.full(this.placeOf(request));
  }

  /** Whether this `Origin` may connect; none is no browser's (WS-4). */
  allowsOrigin(origin: string | undefined): boolean {
    return this.#rules.allowsOrigin(origin);
  }

  /** Answers a plain request: 503 where there is no place, 426 on the binding's path, 404 elsewhere (WS-3). */
  readonly answer = (request: IncomingMessage, response: ServerResponse): void => {
    const refusal = this.#rules.plain(this.placeOf(request), pathOf(request));
    response.writeHead(refusal.status, { ...refusal.headers, connection: 'close' }).end();
  };

  #admit(socket: Socket): Place {
    // An upgraded socket has no error listener of its own, and an unheard error would end the process (SEC-1).
    socket.on('error', () => {});
    const place = this.#kit.admit({
      remoteAddress: socket.remoteAddress ?? 'gone',
      abort: () => socket.destroy(),
    });
    this.#places.set(socket, place);
    if (place.refused) socket.setTimeout(GRACE_MS, () => socket.destroy());
    socket.once('close', () => place.release());
    return place;
  }
}

/** Answers an upgrade with a plain HTTP response and closes. */
export function refuseUpgrade(socket: Duplex, { status, headers }: HttpRefusal): void {
  const lines = Object.entries({ ...headers, connection: 'close', 'content-length': '0' });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head}\r\n`);
  const timer = setTimeout(() => socket.destroy(), GRACE_MS).unref();
  socket.once('close', () => clearTimeout(timer));
  socket.resume();
}

function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?', 1)[0] as string;
}
