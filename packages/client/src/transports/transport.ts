// What the client needs of a binding: three implementations beside this file, chosen by the URL's scheme.
import type { ClientFrame, HubbubError } from '@hubbub/protocol';

/** One connection that carries frames. Call order of the handlers: `onOpen`, `onFrame*`, `onClose`; see there. */
export interface Transport {
  /** Sends one frame; nothing happens unless the transport is open. */
  send(frame: ClientFrame): void;
  /** Closes after what was sent; `onClose` follows. More than once is allowed. */
  close(): void;
}

/** Whom a transport tells. */
export interface TransportHandlers {
  /** Frames can be sent from now on. At most once, never before the transport was returned. */
  onOpen(): void;
  /** One incoming frame: any JSON value, as yet unchecked. */
  onFrame(value: unknown): void;
  /** Something came that is no frame; the transport goes on. */
  onViolation(message: string): void;
  /** The connection is gone, or was never made: exactly once, never before the transport was returned. */
  onClose(error: HubbubError): void;
}

/** What a transport can be told beside its URL. */
export interface TransportOptions {
  /** Socket.IO alone: the low-level transports, in the order in which they are tried; all but WebTransport by default. */
  readonly socketIoTransports?: readonly ('polling' | 'websocket')[] | undefined;
  /** `tls://` and, in Node, `https://`: certificates in PEM to trust in place of the system's. For `wss://` they are the platform's affair. */
  readonly tlsCa?: string | undefined;
}

/** Starts a connection; it fails only through `onClose`. */
export type OpenTransport = (url: URL, handlers: TransportHandlers, options: TransportOptions) => Transport;
