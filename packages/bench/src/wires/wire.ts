// What the generator knows of a binding: how it starts, how a frame is written, where a frame ends. Written
// apart from the servers' libraries and codecs, so that no fault is shared with them.
import type { Binding, ClientFrame } from '@hubbub/protocol';
import { linesWire } from './lines.ts';
import { socketIoWire } from './socket-io.ts';
import { webSocketWire } from './web-socket.ts';

/** What {@link Scanner.scan} found. */
export type ScanKind =
  /** No whole unit yet. */
  | 'incomplete'
  /** A protocol frame: JSON between `start` and `end` (Socket.IO: the event array). */
  | 'frame'
  /** The wire's own handshake is done: hello may be said. */
  | 'open'
  /** The wire asks for `reply` to be written. */
  | 'reply'
  /** Nothing that concerns anybody. */
  | 'skip'
  /** The peer closes. */
  | 'end'
  /** Bytes that the binding forbids. */
  | 'broken';

/** Finds units in one connection's bytes; stateful, one a connection. */
export interface Scanner {
  /** Looks at `bytes[from, to)`, sets the members below and says what it found. */
  scan(bytes: Buffer, from: number, to: number): ScanKind;
  /** Where the next unit begins. */
  next: number;
  /** Where the frame's JSON begins and ends. */
  start: number;
  end: number;
  /** Bytes to write, after `reply`. */
  reply: Buffer;
}

/** A frame as it was read: its `type` and its other members. */
export interface ReadFrame {
  readonly type: string;
  readonly [member: string]: unknown;
}

/** One binding, seen from the client. */
export interface Wire {
  /** What a new connection starts with: bytes to write once TCP is connected (may be none), and its scanner. */
  connect(url: URL): { readonly greeting: Buffer; readonly scanner: Scanner };
  /** One request as bytes. */
  encode(frame: ClientFrame): Buffer;
  /** The frame in the JSON that a scanner found, or `undefined` where it is none. */
  decode(json: string): ReadFrame | undefined;
}

const WIRES: Readonly<Record<Binding, Wire>> = {
  lines: linesWire,
  websocket: webSocketWire,
  'socket.io': socketIoWire,
};

/** The wire of a binding. */
export function wireOf(binding: Binding): Wire {
  return WIRES[binding];
}
