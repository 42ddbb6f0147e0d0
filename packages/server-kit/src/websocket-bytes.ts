// The websocket binding for servers that own their sockets: the upgrade is read by Node's HTTP parser, the frames by
// the protocol's codec. A server with a WebSocket library needs nothing of it.
import {
  CLOSE,
  type CloseCode,
  encodeCloseFrame,
  encodePongFrame,
  WebSocketDecoder,
  type WebSocketEvent,
} from '@hubbub/protocol';
import type { ByteReader, ByteStream } from './byte-stream.ts';
import type { Connection, Kit, Payload, Place, Transport } from './contract.ts';
import { answerHandshake } from './handshake.ts';
import { HandshakeStream } from './handshake-stream.ts';
import { refuseUpgrade } from './http-guard.ts';
import { createUpgradeServer } from './listen-http.ts';

/** A peer that leaves this much unread gets no pongs until it reads on. */
const MAX_UNREAD_BYTES = 65_536;

/** Makes the function that serves an accepted connection as a websocket client; it takes the place and the reader. */
export function serveWebSockets(kit: Kit): (bytes: ByteStream) => void {
  const upgrades = createUpgradeServer(kit, (request, socket, head, place) => {
    const answer = answerHandshake(request);
    if (typeof answer !== 'string') {
      refuseUpgrade(socket, answer);
      return;
    }
    const { bytes } = socket as unknown as HandshakeStream;
    bytes.send(Buffer.from(answer));
    const peer = new WebSocketPeer(bytes, place, kit.limits.maxFrameBytes);
    bytes.reader = peer; // the stream is left behind
    if (head.byteLength > 0) peer.received(head);
  });
  return (bytes) => {
    const stream = new HandshakeStream(bytes);
    bytes.reader = stream;
    upgrades.emit('connection', stream);
  };
}

/** A client after its upgrade (RFC 6455). */
class WebSocketPeer implements Transport, ByteReader {
  readonly #bytes: ByteStream;
  readonly #connection: Connection<'websocket'>;
  readonly #decoder: WebSocketDecoder;
  #isClosing = false;

  constructor(bytes: ByteStream, place: Place, maxMessageBytes: number) {
    this.#bytes = bytes;
    this.#decoder = new WebSocketDecoder({ role: 'server', maxMessageBytes });
    this.#connection = place.open('websocket', this);
  }

  get remoteAddress(): string {
    return this.#bytes.remoteAddress;
  }

  get bufferedBytes(): number {
    return this.#bytes.bufferedBytes;
  }

  write(payload: Payload): void {
    if (!this.#isClosing) this.#bytes.send(payload.bytes);
  }

  pause(): void {
    this.#bytes.pause();
  }

  resume(): void {
    this.#bytes.resume();
  }

  /** The peer answers with a close frame of its own, and the connection ends (WS-6). */
  close(code?: CloseCode, reason?: string): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    this.#bytes.send(encodeCloseFrame(code, reason));
    this.#bytes.resume();
  }

  abort(): void {
    this.#bytes.abort();
  }

  received(bytes: Uint8Array): void {
    this.#decoder.push(bytes);
    for (let event = this.#decoder.next(); event !== undefined; event = this.#decoder.next())
      this.#take(event);
  }

  ended(): void {
    this.#bytes.end();
  }

  drained(): void {
    this.#connection.drained();
  }

  gone(): void {
    this.#connection.closed();
  }

  #take(event: WebSocketEvent): void {
    switch (event.kind) {
      case 'text':
        this.#connection.receive(event.json);
        break;
      case 'binary':
        this.#connection.fail('binary');
        break;
      case 'ping':
        if (!this.#isClosing && this.bufferedBytes < MAX_UNREAD_BYTES) {
          this.#bytes.send(encodePongFrame(event.payload));
        }
        this.#connection.heard();
        break;
      case 'pong':
        this.#connection.heard();
        break;
      case 'close':
        this.#end(event.code);
        break;
      case 'error':
        if (event.closeCode === CLOSE.tooLarge) this.#connection.fail('frame_too_large');
        else if (event.closeCode === CLOSE.invalidUtf8) this.#connection.fail('invalid_utf8');
        else this.#end(event.closeCode);
    }
  }

  #end(code: number | undefined): void {
    this.close(code as CloseCode | undefined);
    this.#bytes.end();
  }
}
