// Chat over Socket.IO: a frame's type is the event, its other members the argument (§2 socket.io).
// Limits, order and the chat itself are in packages/; here is what Socket.IO asks of a careful user.
import { onGone, type Session, SocketIoTransport, trackSessions } from '@hubbub/engine-io';
import { type ServerFrame, toSocketIoEvent } from '@hubbub/protocol';
import {
  type Connection,
  createHttpServer,
  defineServer,
  HttpGuard,
  type Kit,
  listenOn,
} from '@hubbub/server-kit';
import { Server, type Socket } from 'socket.io';
import socketIoPackage from 'socket.io/package.json' with { type: 'json' };
import { createParser, TOO_LARGE } from './parser.ts';

/** The Socket.IO server: `batched` beneath its encoder, `native` through its rooms, `each` by an emit to each member. */
export const server = defineServer({
  name: 'socketio',
  framework: `socket.io ${socketIoPackage.version}`,
  bindings: ['socket.io'],
  fanout: ['batched', 'native', 'each'],
  tls: true,
  async listen(kit) {
    const http = createHttpServer(kit);
    const guard = new HttpGuard(kit, http);
    http.on('request', guard.answer); // what is not Socket.IO's
    const io = createIo(kit, guard);
    io.attach(http);
    const sessionOf = trackSessions(io, guard);
    const sockets = useRooms(io, kit);
    io.use((socket, next) => {
      if (sessionOf(socket.conn).place.refused === undefined) return next();
      const data = { code: 'server_full', retryAfterMs: kit.limits.retryAfterMs };
      next(Object.assign(new Error(data.code), { data }));
      process.nextTick(() => socket.conn.close()); // Socket.IO tells it in this tick's queue, before us
    });
    io.on('connection', (socket) => {
      const connection = serve(socket, sessionOf(socket.conn), kit);
      sockets.set(connection, socket);
    });
    const { authority } = await listenOn(http, kit.host, kit.port);
    return {
      endpoints: [kit.endpoint('socket.io', authority)],
      stopAccepting() {
        http.closeIdleConnections = () => {}; // a polling client is idle for a moment and then comes for the rest
        http.close();
      },
      close: () => http.closeAllConnections(),
    };
  },
});

function createIo({ limits, origins }: Kit, guard: HttpGuard): Server {
  return new Server({
    serveClient: false,
    httpCompression: false,
    parser: createParser(limits.maxFrameBytes),
    maxHttpBufferSize: 2 * limits.maxFrameBytes - 1, // the hard stop of FRAME-5, beneath the parser
    // Engine.IO's heartbeat is no frame and must not decide before ours does (LIVE-1).
    pingInterval: limits.idleTimeoutMs,
    pingTimeout: limits.idleTimeoutMs,
    connectTimeout: limits.helloTimeoutMs,
    upgradeTimeout: limits.helloTimeoutMs,
    cors: { origin: origins === undefined ? '*' : [...origins] },
    allowRequest: ({ headers }, decide) => decide(null, guard.allowsOrigin(headers.origin)),
  });
}

/** Hands Socket.IO's rooms to the kit for the mode `native`; the answer is to know the socket of each connection. */
function useRooms(io: Server, kit: Kit): WeakMap<Connection, Socket> {
  const sockets = new WeakMap<Connection, Socket>();
  kit.useNativeRooms({
    join: (connection, room) => void sockets.get(connection)?.join(room),
    leave: (connection, room) => void sockets.get(connection)?.leave(room),
    publish: (room, { frames }) => void io.to(room).emit(...toSocketIoEvent(frames[0] as ServerFrame)),
  });
  return sockets;
}

function serve(socket: Socket, session: Session, { fanout }: Kit): Connection {
  const transport = new SocketIoTransport(socket, fanout);
  const connection = session.place.open('socket.io', transport);
  session.transport = transport;
  session.connection = connection;
  transport.onDrain = () => connection.drained();
  void socket.leave(socket.id); // a room of that name would be the client's, who did not join it (ROOM-1)
  socket.onAny((event, ...args) => {
    const ack = typeof args.at(-1) === 'function' ? args.pop() : undefined;
    if (event === TOO_LARGE) connection.fail('frame_too_large');
    else connection.receive({ event, args, ...(ack && { ack }) });
  });
  let isGone = false;
  const gone = (): void => {
    if (!isGone) connection.closed();
    isGone = true;
  };
  onGone(socket.conn, gone);
  socket.on('disconnect', (reason) => {
    if (reason !== 'client namespace disconnect') return;
    gone(); // it left the namespace, not the server; here that is the same
    socket.conn.close();
  });
  return connection;
}
