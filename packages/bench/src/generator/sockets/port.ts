// What the generator asks of sockets, so that it runs on a selector where there is one and on node:net elsewhere.

/** One connection. */
export interface ClientSocket {
  /** Writes all of it, now or as soon as the kernel takes it. The bytes are not kept longer than that. */
  write(bytes: Buffer): void;
  /** Stops and goes on reading. While it is stopped an end is not seen either. */
  pause(): void;
  resume(): void;
  /** Ends the connection with a FIN and reads no more. */
  close(): void;
  /** Ends it with a reset. */
  reset(): void;
}

/** What a connection tells. */
export interface SocketEvents {
  opened(): void;
  /** `bytes[0, size)` were read. The buffer is everybody's: what is kept must be copied. */
  read(bytes: Buffer, size: number): void;
  /** It could not connect, or is over; told once. */
  closed(): void;
}

/** Where to, and from which address of this machine (any where it is left out). */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly source?: string;
}

/** A way of having sockets. */
export interface Sockets {
  readonly kind: 'selectors' | 'node:net';
  dial(target: Target, events: SocketEvents): ClientSocket;
  /**
   * Calls `then` after `waitMs`, a little early rather than late, or at once after one look at the sockets where there is
   * little time left. Gives whether it sleeps; else the wait is a spin.
   */
  turn(waitMs: number, then: () => void): boolean;
  /** Lets go of everything. */
  end(): void;
}

/** The host of a URL as sockets need it: an IPv6 address without its brackets. */
export function hostOf(url: string | URL): string {
  return new URL(url).hostname.replace(/^\[|\]$/g, '');
}
