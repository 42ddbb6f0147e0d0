// The public surface of the server kit; names only, no logic.
export type { ByteReader, ByteStream } from './byte-stream.ts';
export {
  type Arrival,
  type Connection,
  defineServer,
  type Endpoint,
  type Inbound,
  type Kit,
  type Listening,
  type Log,
  type NativeRooms,
  type Payload,
  type Place,
  type RunningServer,
  type ServerDefinition,
  type SocketIoEvent,
  type TlsOptions,
  type Transport,
} from './contract.ts';
export { type HttpFailure, httpFailure } from './http-errors.ts';
export { createHttpServer, HttpGuard, refuseUpgrade, type UpgradeHandler } from './http-guard.ts';
export {
  type HttpRefusal,
  HttpRules,
  type UpgradeRequest,
  WEBSOCKET_PATH,
  WEBSOCKET_SUBPROTOCOL,
} from './http-rules.ts';
export { HttpVisits } from './http-visits.ts';
export { LinesPeer } from './lines-bytes.ts';
export { listenHttp } from './listen-http.ts';
export { authorityOf, type Bound, cannotListen, listenOn } from './listen-on.ts';
export { type HostProcess, runServer } from './run-server.ts';
export { type StartOptions, startServer } from './start-server.ts';
export { secured } from './tls.ts';
export { type Audience, Visitor } from './visitor.ts';
export { serveWebSockets } from './websocket-bytes.ts';
