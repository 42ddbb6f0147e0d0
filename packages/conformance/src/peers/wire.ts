// What a binding is to a peer: text to bytes, bytes to frames, and the connection's own ways to end. Types only.
import type { Binding } from '@hubbub/protocol';

/** A WebSocket control frame from the server. */
export interface ControlFrame {
  readonly opcode: 'ping' | 'pong' | 'close';
  readonly payload: Buffer;
  readonly atMs: number;
  /** How many frames of the protocol had come before it. */
  readonly afterFrames: number;
}

/** What a wire tells its peer. */
export interface WireEvents {
  /** A frame: its parsed JSON, and the JSON text as it was on the wire. */
  frame(value: unknown, text: string, ack?: number): void;
  control(opcode: ControlFrame['opcode'], payload: Buffer): void;
  /** The end, once. `closeCode` where a WebSocket close frame came. */
  closed(how: 'fin' | 'reset' | 'websocket-close' | 'socketio-close', closeCode?: number): void;
  /** The server broke the rules of the transport itself. */
  broken(expected: string, seen: string, clause: string): void;
  /** For the wire log alone. */
  note(text: string): void;
}

/** An open connection of one binding. */
export interface Wire {
  readonly binding: Binding;
  /** The JSON text of a frame; with `ack` a Socket.IO event that asks for an acknowledgement. */
  textOf(frame: { readonly type: string }): string;
  /** The bytes that carry this JSON text as one frame. */
  bytesOfText(text: string, ack?: number): Uint8Array;
  write(bytes: Uint8Array | string): void;
  end(): void;
  reset(): void;
  destroy(): void;
  pause(): void;
  resume(): void;
}

/** The server answered the upgrade, or Socket.IO's connect packet, with a no. */
export class ConnectRefused extends Error {
  override readonly name = 'ConnectRefused';
  /** HTTP status; 0 where the refusal was a Socket.IO connection error or a close. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body, or the message of Socket.IO's connection error. */
  readonly body: string;

  constructor(what: string, status = 0, headers: Readonly<Record<string, string>> = {}, body = '') {
    super(what);
    this.status = status;
    this.headers = headers;
    this.body = body;
  }
}
