// The contract between a framework and the kit: the framework hands in a transport for each client, the kit
// answers with a connection. Types alone; what they do is in the other files of this package.
import type { Binding, CloseCode, FanoutMode, Limits, ReadyLine, ServerFrame, Stats } from '@hubbub/protocol';

/**
 * One or more server frames, encoded once for all who receive them. Every view is made on first use and kept:
 * take the one that suits the framework and leave the others alone.
 */
export interface Payload {
  /** The frames, in order; exactly one in the modes `each` and `native`. */
  readonly frames: readonly ServerFrame[];
  /** The JSON text of each frame. */
  readonly texts: readonly string[];
  /** The JSON text of the only frame: for `ws.send(payload.text)` in the mode `each`. */
  readonly text: string;
  /**
   * The bytes as they go over the wire of the transport's binding: lines with their LF, complete unmasked
   * WebSocket text frames, or Socket.IO event packets in such frames. One socket write sends them all.
   */
  readonly bytes: Uint8Array;
  /** Socket.IO alone: the event packets as one long-polling payload (separated by U+001E). */
  readonly packets: string;
  /** How much the payload counts against `limits.maxOutboxBytes`, in bytes. */
  readonly byteLength: number;
}

/** What a framework hands in for each client. No member may throw or call back into the connection synchronously. */
export interface Transport {
  /** The peer's IP address. */
  readonly remoteAddress: string;
  /** Bytes that `write` accepted and the kernel has not yet taken. Read for every delivery: it must be cheap. */
  readonly bufferedBytes: number;
  /** Queues one payload; order is kept. In the mode `batched` write `payload.bytes` with one socket write. */
  write(payload: Payload): void;
  /** Stops reading from the peer (FLOW-2). */
  pause(): void;
  /** Reads again. */
  resume(): void;
  /** Closes after what was written. The kit aborts if the peer does not let it end in time. */
  close(code: CloseCode, reason?: string): void;
  /** Drops the connection at once, written or not. */
  abort(): void;
}

/** One Socket.IO event as it arrived. */
export interface SocketIoEvent {
  readonly event: string;
  readonly args: readonly unknown[];
  /** The acknowledgement callback where the client passed one (SIO-1). */
  readonly ack?: (reply: Record<string, unknown>) => void;
  /** UTF-8 bytes of the packet's JSON payload where the framework knows it (FRAME-5). */
  readonly byteLength?: number;
}

/** What `receive` takes, by binding. */
export interface Inbound {
  /** A chunk as it was read, split anywhere (LINE-2). What is needed of it is copied: the buffer may be reused. */
  readonly lines: Uint8Array;
  /** One text message, as a string or as valid UTF-8. */
  readonly websocket: string | Uint8Array;
  readonly 'socket.io': SocketIoEvent;
}

/**
 * A client as the kit sees it: decoder, session, outbox, rate and timers in one.
 * Call order: `(receive | heard | drained)* → peerEnded? → (fail | drained)* → closed`, `closed` exactly once.
 * No member throws, whatever the peer sent (SEC-1).
 */
export interface Connection<B extends Binding = Binding> {
  readonly binding: B;
  readonly transport: Transport;
  /** Takes what was read. */
  receive(input: Inbound[B]): void;
  /** Something that is no frame came, such as a WebSocket ping or pong: a sign of life (LIVE-2). */
  heard(): void;
  /** The transport's buffer ran empty. */
  drained(): void;
  /** The peer will send no more but may still read (FIN): replies are delivered, then the transport is closed (LINE-4). */
  peerEnded(): void;
  /**
   * The framework found a violation: sends `error` while the transport still allows it, then closes with the code's
   * close code. `binary` is a close without an error frame (WS-2).
   */
  fail(code: 'frame_too_large' | 'invalid_utf8' | 'binary'): void;
  /** The transport is gone, for whatever reason. Frees the place that `open` was called on. */
  closed(): void;
}

/** What `admit` is told about a TCP connection. */
export interface Arrival {
  readonly remoteAddress: string;
  /** Drops the connection at once: called when `hello` does not come in time and there is no transport yet (HELLO-5). */
  abort(): void;
}

/** One of the `limits.maxConnections` places, from the TCP accept on (CAP-1, CAP-2, HELLO-5). */
export interface Place {
  /** `server_full` where there was no room. Such a place holds nothing, but may be opened to tell the peer so. */
  readonly refused: 'server_full' | undefined;
  /** Whether it still counts: neither refused, released nor transferred. */
  readonly held: boolean;
  /**
   * The peer can now be spoken to. On a refused place the connection says `error server_full {retryAfterMs}` and
   * closes; it must be driven like any other.
   */
  open<B extends Binding>(binding: B, transport: Transport): Connection<B>;
  /**
   * Moves the place, with its hello timer, from a TCP connection to something that outlives it (a Socket.IO session
   * that polls). The old place is spent; the new one is released by its connection's `closed` or by `release`.
   */
  transfer(arrival: Arrival): Place;
  /** Gives the place back. More than one call counts once; the socket's close event is the place to call it. */
  release(): void;
  /** The TCP connection turned out to belong to a client that has a place: releases this one, or uncounts its refusal. */
  waive(): void;
}

/** The framework's own rooms, for the fan-out mode `native`. */
export interface NativeRooms {
  join(connection: Connection, room: string): void;
  leave(connection: Connection, room: string): void;
  /** Sends one frame to all who joined, with the framework's own means. */
  publish(room: string, payload: Payload): void;
}

/** The logger handed to a server: pino's shape, one line an event on stderr. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What node's TLS servers take, and Bun's in `tls`: PEM texts (TLS-1). Spread it into `https.createServer`. */
export interface TlsOptions {
  readonly cert: string;
  readonly key: string;
  readonly minVersion: 'TLSv1.2';
}

/** What a server is given to listen with. */
export interface Kit {
  /** The host to bind. */
  readonly host: string;
  /** The port to bind; 0: any free one (PROC-2). */
  readonly port: number;
  readonly limits: Limits;
  /** The fan-out mode in force: it decides what `Transport.write` is handed. */
  readonly fanout: FanoutMode;
  /** Allowed values of `Origin`; `undefined`: all (WS-4). */
  readonly origins: readonly string[] | undefined;
  /** Certificate and key where TLS is configured; never for a server that does not offer it. */
  readonly tls: TlsOptions | undefined;
  readonly log: Log;
  /** Counts one TCP connection over all bindings of the process. Call it in the accept callback. */
  admit(arrival: Arrival): Place;
  /** A binding's address for the ready line, `authority` being `host:port`: its scheme follows from `tls` (PROC-2). */
  endpoint(binding: Binding, authority: string): Endpoint;
  /** Hands in the framework's rooms; must be called before the first client where `fanout` is `native`. */
  useNativeRooms(rooms: NativeRooms): void;
}

/** One binding's address, as the ready line states it. */
export type Endpoint = ReadyLine['endpoints'][number];

/** What a server answers once it accepts connections. */
export interface Listening {
  readonly endpoints: readonly Endpoint[];
  /** Closes the listening sockets and leaves the clients alone (STOP-1). */
  stopAccepting(): void;
  /** Ends what is left; called once no client is. */
  close(): void | Promise<void>;
}

/** A server as its app defines it. */
export interface ServerDefinition {
  /** The id of entrant.json. */
  readonly name: string;
  /** The framework with its version, as `welcome.server.framework` tells it. */
  readonly framework: string;
  readonly bindings: readonly Binding[];
  /** The fan-out modes offered; the first is the default. */
  readonly fanout: readonly [FanoutMode, ...FanoutMode[]];
  /**
   * A server with a thread a connection: how many there are at most, unless `--max-threads` or `limits.maxConnections`
   * says otherwise. It is the default of `limits.maxConnections` (§12).
   */
  readonly maxThreads?: number;
  /** Whether `listen` serves TLS where `kit.tls` says so; otherwise a configured `tls` is refused (PROC-4). */
  readonly tls?: true;
  /**
   * Binds and resolves once connections are accepted.
   * @throws HubbubError `port_in_use` where the address cannot be bound.
   */
  listen(kit: Kit): Promise<Listening>;
}

/** A server that runs in this process. */
export interface RunningServer {
  /** The ready line (PROC-2). */
  readonly ready: ReadyLine;
  readonly endpoints: readonly Endpoint[];
  readonly limits: Limits;
  /** What `/stats` tells (PROC-3). */
  stats(): Stats;
  /** The graceful stop of STOP-1, within `limits.drainMs`. More than one call gives the same promise. */
  close(): Promise<void>;
}

/** Checks a definition's shape at compile time and hands it back. */
export function defineServer<const D extends ServerDefinition>(definition: D): D {
  return definition;
}
