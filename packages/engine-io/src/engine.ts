// What Engine.IO has and its typings hide, declared as narrowly as this app uses it. Checked against engine.io 6.6.12.
import type { Socket } from 'socket.io';

/** The Engine.IO session under a Socket.IO socket. */
export type EngineSocket = Socket['conn'];
/** What carries it at the moment: long polling or WebSocket. */
export type EngineTransport = EngineSocket['transport'];

/** A packet as the events `packetCreate` and `packet` of {@link EngineSocket} tell it. */
export interface EnginePacket {
  readonly type: string;
  /** Text of a Socket.IO packet, or one of its binary attachments. */
  readonly data?: string | Uint8Array;
  readonly options?: WriteOptions;
}

/** What `EngineSocket.write` takes; Socket.IO's own adapter passes `wsPreEncodedFrame` when it emits to a room. */
export interface WriteOptions {
  compress: boolean;
  /** Written as they are where the transport is a WebSocket; long polling takes the text. */
  readonly wsPreEncodedFrame?: readonly Uint8Array[];
}

/** The part of `ws` that Engine.IO has no words for. */
export interface EngineWebSocket {
  readonly bufferedAmount: number;
  readonly readyState: number;
  pause(): void;
  resume(): void;
  terminate(): void;
  once(event: 'close', listener: () => void): void;
}

/** `WebSocket.CLOSED`. */
const CLOSED = 3;

/** The WebSocket of a session, or `undefined` while it polls. */
export function webSocketOf({ transport }: EngineSocket): EngineWebSocket | undefined {
  if (transport.name !== 'websocket') return undefined;
  return (transport as EngineTransport & { readonly socket: EngineWebSocket }).socket;
}

/** Ends a session at once, whatever waits to be written. */
export function drop(conn: EngineSocket): void {
  conn.close(true);
  webSocketOf(conn)?.terminate();
  // A polling transport that waits for a poll to say goodbye to takes no second order: this is how it would end.
  if (conn.readyState === 'closing') conn.transport.emit('close');
}

/** Calls `gone` once no byte can reach the client any more, never from inside a call of Engine.IO's. */
export function onGone(conn: EngineSocket, gone: () => void): void {
  conn.once('close', () => {
    // Engine.IO is done when it has asked for the close; what was written is still on its way.
    const socket = webSocketOf(conn);
    if (socket === undefined || socket.readyState === CLOSED) queueMicrotask(gone);
    else socket.once('close', gone);
  });
}
