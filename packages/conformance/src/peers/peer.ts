// The client side that cases are written against, the same over every binding. Types only; peers are in lines.ts, websocket.ts, socketio.ts.
import type { Binding, ServerFrame, ServerFrameOf, ServerFrameType, WireErrorCode } from '@hubbub/protocol';
import type { ControlFrame } from './wire.ts';

/** A frame to send: anything with a `type`, right or wrong. */
export type OutFrame = { readonly type: string; readonly [member: string]: unknown };

/** A pattern: every member given must be there and equal (deeply, as a subset); a function is called with the value. */
export type FramePattern<T extends ServerFrameType = ServerFrameType> = { readonly type: T } & {
  readonly [member: string]: unknown;
};
/** What selects frames: a type, a {@link FramePattern}, or a predicate. */
export type FrameMatch<T extends ServerFrameType = ServerFrameType> =
  | T
  | FramePattern<T>
  | ((frame: ServerFrame) => boolean);

/** A frame as it was received. */
export interface Received {
  readonly frame: ServerFrame;
  /** ms on the monotonic clock of the run. */
  readonly atMs: number;
  /** Set where it came as the answer to a Socket.IO acknowledgement with this id. */
  readonly ack?: number;
}

/** How a connection ended. FIN, RST, a WebSocket close and a Socket.IO disconnect are all "closed". */
export interface Closure {
  readonly how: 'fin' | 'reset' | 'websocket-close' | 'socketio-close';
  /** The WebSocket close code where one came. */
  readonly closeCode?: number;
  readonly atMs: number;
  /** The last `error` frame before it, if any. */
  readonly error?: ServerFrameOf<'error'>;
}

/** Options of an expectation. */
export interface WaitOptions {
  /** Index into the log from which frames count; the whole log where it is not given. */
  readonly since?: number;
  /** ms to wait, `ctx.deadlineMs` where it is not given. */
  readonly withinMs?: number;
}

/** What a close must look like. */
export interface CloseExpectation {
  /** The code of the fatal error frame before the close. Where the library may drop it, see WS-5: leave it out. */
  readonly error?: WireErrorCode;
  /** The WebSocket close code; judged on the websocket binding alone. */
  readonly closeCode?: number;
  readonly withinMs?: number;
}

/** One connection to the server under test, recording from its first byte on. */
export interface Peer {
  readonly binding: Binding;
  /** Its name in the wire log, e.g. `alice` or `#2`. */
  readonly label: string;
  /** Every frame received so far; grows. */
  readonly log: readonly Received[];
  /** The nick of the last `welcome` or own `renamed`; empty before. */
  readonly nick: string;
  /** The `welcome` frame. Throws before it came. */
  readonly welcome: ServerFrameOf<'welcome'>;
  /** The WebSocket control frames received so far. */
  readonly controls: readonly ControlFrame[];
  /** How the connection ended; `undefined` while it is open. */
  readonly closure: Closure | undefined;

  /** Sends one well-framed frame. */
  send(frame: OutFrame): void;
  /** Sends frames in one write. */
  sendTogether(frames: readonly OutFrame[]): void;
  /** Sends one frame whose JSON text is exactly `text` (Socket.IO: the packet's JSON payload, an array). */
  sendText(text: string): void;
  /** Writes bytes on the TCP connection as they are. A string is written as UTF-8. */
  sendBytes(bytes: Uint8Array | string): void;
  /**
   * Writes `bytes` cut at the given offsets. After each piece a round trip on another connection
   * makes sure that the server took it by itself.
   */
  sendChunks(bytes: Uint8Array, offsets: readonly number[]): Promise<void>;
  /** The JSON text that `send` would put on the wire for this frame (Socket.IO: the payload array). */
  textOf(frame: OutFrame): string;
  /** The bytes that `send` would write for this frame, for `sendBytes` and `sendChunks`. */
  bytesOf(frame: OutFrame): Uint8Array;
  /** The bytes that `sendText` would write for this text. */
  bytesOfText(text: string): Uint8Array;

  /** Sends `frame` with a fresh `ref` and waits for whatever carries it: the reply or an `error`. */
  request(frame: OutFrame, options?: WaitOptions): Promise<ServerFrame>;
  /** `request` whose reply must be of this type (an `error` fails the case). */
  ask<T extends ServerFrameType>(frame: OutFrame, reply: T): Promise<ServerFrameOf<T>>;
  /** `request` that must get `error` with this code (and `field`), with `fatal` as §10 says. */
  refused(frame: OutFrame, code: WireErrorCode, field?: string): Promise<ServerFrameOf<'error'>>;
  /** `ask({type:'join', room}, 'joined')`. */
  join(room: string): Promise<ServerFrameOf<'joined'>>;

  /** Waits for the first frame that matches, in the whole log or from `since` on. Never consumes. */
  expect<T extends ServerFrameType>(match: FrameMatch<T>, options?: WaitOptions): Promise<ServerFrameOf<T>>;
  /** Waits for the first match after the one that the last `next` returned; frames between are passed over. */
  next<T extends ServerFrameType>(match: FrameMatch<T>, options?: WaitOptions): Promise<ServerFrameOf<T>>;
  /** Waits until `count` frames match (from `since` on) and returns exactly those, in order. */
  collect<T extends ServerFrameType>(
    match: FrameMatch<T>,
    count: number,
    options?: WaitOptions,
  ): Promise<ServerFrameOf<T>[]>;
  /** The frames that match so far. */
  received<T extends ServerFrameType>(match: FrameMatch<T>, since?: number): ServerFrameOf<T>[];
  /** The present end of the log, for `since`. */
  mark(): number;
  /** A `ping` with data of its own, and its `pong`: all that the server had queued before is in the log now (ORDER-3). */
  barrier(): Promise<void>;
  /** Waits for a WebSocket control frame with this payload (any where it is not given). */
  expectControl(opcode: ControlFrame['opcode'], payload?: string): Promise<ControlFrame>;
  /** A barrier, then: nothing from `since` on may match. */
  expectNone<T extends ServerFrameType>(
    match: FrameMatch<T>,
    options?: { since?: number; because?: string },
  ): Promise<void>;

  /** Waits for the end of the connection, whatever its kind. */
  closed(options?: { withinMs?: number }): Promise<Closure>;
  /** Waits for the end and judges the error before it and the close code. */
  expectClosed(expected: CloseExpectation): Promise<Closure>;
  /** A barrier that shows the connection is still usable. */
  expectUsable(): Promise<void>;

  /** Half-close: FIN, still reading. */
  end(): void;
  /** RST. */
  reset(): void;
  /** An ordinary disappearance: FIN both ways, no `bye`, no WebSocket close. */
  destroy(): void;
  /** Stops taking bytes from the kernel, so that the server's writes pile up. */
  pauseReading(): void;
  resumeReading(): void;
}

/** How to connect. */
export interface ConnectOptions {
  /** Its name in the wire log. */
  readonly label?: string;
  /** Another binding than the case's own (mixed rooms); the server must offer it. */
  readonly binding?: Binding;
  /** `false`: the case answers the server's `ping` frames itself. */
  readonly autoPong?: boolean;
  /** Standing invariants are not judged on this peer; say why. */
  readonly lenient?: string;
  /** websocket and socket.io: the upgrade request's further or changed header fields. */
  readonly headers?: Readonly<Record<string, string>>;
  /** websocket: the path of the upgrade request instead of the endpoint's. */
  readonly path?: string;
  /** websocket: subprotocols offered; `['hubbub.v1']` where it is not given, `[]` for none. */
  readonly subprotocols?: readonly string[];
  /** socket.io: how it connects; `websocket` where it is not given. */
  readonly transport?: 'websocket' | 'polling' | 'upgrade';
  /** socket.io: every frame that is sent with `request` asks for an acknowledgement instead of carrying `ref`. */
  readonly acks?: boolean;
}

/** How to connect and say hello. */
export interface ClientOptions extends ConnectOptions {
  /** A fresh nick where it is not given. */
  readonly nick?: string;
  /** Further members of `hello`, such as `session`. */
  readonly hello?: Readonly<Record<string, unknown>>;
}
