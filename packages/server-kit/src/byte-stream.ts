// A connection of a server that owns its sockets: bytes down, bytes up. Types alone.

/** What the reader of a {@link ByteStream} is told. `gone` comes last, once, and never from inside a call of the stream. */
export interface ByteReader {
  /** Bytes came; their memory may be reused after the call. */
  received(bytes: Uint8Array): void;
  /** The peer will send no more. */
  ended(): void;
  /** All that waited was sent. */
  drained(): void;
  /** The socket is closed, for whatever reason. */
  gone(): void;
}

/** What such a server hands in for each connection. No member throws, or calls its reader synchronously. */
export interface ByteStream {
  /** Who is told; it may be changed at any time. */
  reader: ByteReader | undefined;
  readonly remoteAddress: string;
  /** Bytes that `send` accepted and the kernel has not yet taken. */
  readonly bufferedBytes: number;
  /** Sends in order, after what waits; nothing after `end`. */
  send(bytes: Uint8Array): void;
  /** Stops reading from the peer. */
  pause(): void;
  /** Reads again. */
  resume(): void;
  /** Ends our side after what was sent, and closes once the peer has ended its side. */
  end(): void;
  /** Closes at once. */
  abort(): void;
}
