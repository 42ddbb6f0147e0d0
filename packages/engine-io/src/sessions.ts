// Engine.IO sessions: one outlives the TCP connections that it came over, and holds the place of the first (CAP-1).
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Connection, HttpGuard, Place } from '@hubbub/server-kit';
import type { Server } from 'socket.io';
import { drop, type EngineSocket } from './engine.ts';
import type { SocketIoTransport } from './transport.ts';

/** A client from Engine.IO's handshake on; the rest comes with Socket.IO's own. */
export interface Session {
  readonly place: Place;
  transport?: SocketIoTransport;
  connection?: Connection<'socket.io'>;
}

/** Keeps the sessions of an attached Socket.IO server; the answer tells the session of an Engine.IO socket. */
export function trackSessions(io: Server, guard: HttpGuard): (conn: EngineSocket) => Session {
  const bySocket = new WeakMap<EngineSocket, Session>();
  const living = new Map<string, Session>();
  io.engine.on('connection', (conn: EngineSocket) => {
    const { sid } = conn.transport;
    const { remoteAddress } = conn;
    const session: Session = {
      place: guard.claimPlace(conn.request, { remoteAddress, abort: () => drop(conn) }),
    };
    bySocket.set(conn, session);
    living.set(sid, session);
    conn.once('close', () => {
      living.delete(sid);
      if (session.connection === undefined) session.place.release();
    });
  });
  io.engine.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
    const sid = sidOf(request);
    if (sid === null) return next();
    const session = living.get(sid);
    if (session === undefined) {
      response.setHeader('Connection', 'close'); // what follows a session is nothing to keep a place for
      return next();
    }
    if (guard.placeOf(request) !== session.place) guard.waivePlace(request);
    if (request.method !== 'POST' || session.transport === undefined) return next();
    response.once('finish', () => {
      if (response.statusCode === 413) session.connection?.fail('frame_too_large');
    });
    session.transport.whenReading(next);
  });
  return (conn) => bySocket.get(conn) as Session;
}

function sidOf({ url = '' }: IncomingMessage): string | null {
  return new URLSearchParams(url.slice(url.indexOf('?'))).get('sid');
}
