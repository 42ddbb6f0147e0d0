// The Socket.IO binding (§2): a frame's type is the event name, its other members the one argument (SIO-1). It makes
// packets of Socket.IO protocol 5 over Engine.IO protocol 4; connecting and acknowledging are left to Socket.IO itself.
import type { ServerFrame } from './frames.ts';
import { encodeTextFrames } from './websocket-encode.ts';

/** Many EVENT packets of the default namespace, encoded once for both transports. */
export interface SocketIoPackets {
  /**
   * For `engine.Socket#write` as one message: with the `4` that the polling transport puts before it, it decodes to
   * all packets, since an Engine.IO payload is packets joined with U+001E. JSON never holds that character raw.
   */
  readonly text: string;
  /** Ready-made WebSocket text frames, one a packet, for the write option `wsPreEncodedFrame: [bytes]`. */
  readonly bytes: Uint8Array;
}

/** A server frame as Socket.IO event name and argument. */
export function toSocketIoEvent(frame: ServerFrame): [event: string, argument: object] {
  const { type, ...argument } = frame;
  return [type, argument];
}

/**
 * An event of a client as the value that `parseRequestValue` takes. No argument is `{}`; further ones are ignored. An
 * argument that is no object gives the list of arguments, which is `bad_frame` as any JSON array is (FRAME-3).
 */
export function fromSocketIoEvent(event: string, args: readonly unknown[]): { value: object } {
  if (args.length === 0) return { value: { type: event } };
  const argument = args[0];
  const isObject = typeof argument === 'object' && argument !== null && !Array.isArray(argument);
  return { value: isObject && !ArrayBuffer.isView(argument) ? { ...argument, type: event } : args };
}

/** Encodes frames as EVENT packets `2["type",{…}]` for every receiver at once. */
export function encodeSocketIoPackets(frames: readonly ServerFrame[]): SocketIoPackets {
  const messages = frames.map((frame) => `42${JSON.stringify(toSocketIoEvent(frame))}`);
  return { text: messages.join('\x1e').slice(1), bytes: encodeTextFrames(messages) };
}
