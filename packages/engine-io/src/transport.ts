// One client's way out: Socket.IO's emit, or Engine.IO's write beneath it, and how much of it still waits.
import { CLOSE, type CloseCode, type FanoutMode, toSocketIoEvent } from '@hubbub/protocol';
import type { Payload, Transport } from '@hubbub/server-kit';
import type { Socket } from 'socket.io';
import {
  drop,
  type EnginePacket,
  type EngineSocket,
  type EngineTransport,
  type WriteOptions,
  webSocketOf,
} from './engine.ts';

/** The transport of one Socket.IO socket, whatever carries it at the moment. */
export class SocketIoTransport implements Transport {
  readonly remoteAddress: string;
  /** Called when nothing waits any more; never from inside a member of this class. */
  onDrain: () => void = () => {};
  readonly #socket: Socket;
  readonly #conn: EngineSocket;
  readonly #isBatched: boolean;
  /** Bytes in Engine.IO's own queue: it hands one batch at a time to the transport and keeps the rest. */
  #queuedBytes = 0;
  #isPaused = false;
  #held: (() => void)[] = [];

  constructor(socket: Socket, fanout: FanoutMode) {
    const { conn } = socket;
    this.#socket = socket;
    this.#conn = conn;
    this.#isBatched = fanout === 'batched';
    this.remoteAddress = conn.remoteAddress;
    conn.on('packetCreate', (packet: EnginePacket) => {
      this.#queuedBytes += packet.options?.wsPreEncodedFrame?.at(-1)?.length ?? packet.data?.length ?? 0;
    });
    conn.on('flush', () => {
      this.#queuedBytes = 0;
    });
    conn.on('upgrade', (transport: EngineTransport) => this.#follow(transport));
    this.#follow(conn.transport);
  }

  get bufferedBytes(): number {
    return this.#queuedBytes + (webSocketOf(this.#conn)?.bufferedAmount ?? 0);
  }

  write(payload: Payload): void {
    if (this.#isBatched) this.#conn.write(payload.packets, preEncoded(payload));
    else for (const frame of payload.frames) this.#socket.emit(...toSocketIoEvent(frame));
  }

  /** While paused, a polling client's next request waits unread; see {@link whenReading}. */
  pause(): void {
    this.#isPaused = true;
    webSocketOf(this.#conn)?.pause();
  }

  resume(): void {
    this.#isPaused = false;
    webSocketOf(this.#conn)?.resume();
    for (const proceed of this.#held.splice(0)) proceed();
  }

  /** Runs `proceed` as soon as the transport is not paused. */
  whenReading(proceed: () => void): void {
    if (this.#isPaused) this.#held.push(proceed);
    else proceed();
  }

  close(code: CloseCode): void {
    // A client connects again by itself after a lost connection, but not after a DISCONNECT packet.
    if (code === CLOSE.shutdown) this.#conn.close();
    else this.#socket.disconnect(true);
    // A next poll would be told nothing but that this is the end, and it may never come.
    const endPolling = (): void => {
      if (webSocketOf(this.#conn) === undefined) drop(this.#conn);
    };
    if (this.#queuedBytes === 0) endPolling();
    else this.#conn.once('drain', endPolling);
  }

  abort(): void {
    this.resume(); // requests that wait learn that their session is gone
    drop(this.#conn);
  }

  #follow(transport: EngineTransport): void {
    if (this.#isPaused) webSocketOf(this.#conn)?.pause();
    transport.on('drain', () => {
      if (this.#queuedBytes > 0) return; // the next batch follows at once
      if (transport.name === 'websocket') this.onDrain();
      else queueMicrotask(this.onDrain); // a poll that waited is answered from inside `write`
    });
  }
}

let latest: { payload: Payload; options: WriteOptions } | undefined;

/** One object for all receivers of a payload; they are written one after another, so the latest is enough. */
function preEncoded(payload: Payload): WriteOptions {
  if (latest?.payload !== payload) {
    latest = { payload, options: { compress: false, wsPreEncodedFrame: [payload.bytes] } };
  }
  return latest.options;
}
