// A client that comes, talks and goes, politely or not: for the churn and the kills. It keeps no ledger; it answers what
// must be answered, and tells which errors and frames it was given.
import { connect, type Socket } from 'node:net';
import type { ClientFrame } from '@hubbub/protocol';
import type { ReadFrame, Scanner, Wire } from '../src/wires/wire.ts';

/** How a client goes. */
export const WAYS_TO_GO = ['bye', 'end', 'reset'] as const;

/** What a churning client tells. */
export interface ChurnEvents {
  error(code: string): void;
  /** Any frame, after the client itself has looked at it. */
  frame?(frame: ReadFrame): void;
  closed(client: ChurnClient): void;
}

/** One client, from its connection to its end. */
export class ChurnClient {
  /** Whether it was welcomed: before that it can only go. */
  isWelcomed = false;
  readonly #wire: Wire;
  readonly #scanner: Scanner;
  readonly #socket: Socket;
  readonly #events: ChurnEvents;
  readonly #nick: string;
  #rest: Buffer = Buffer.alloc(0);

  constructor(wire: Wire, url: URL, nick: string, events: ChurnEvents) {
    this.#wire = wire;
    this.#nick = nick;
    this.#events = events;
    const { greeting, scanner } = wire.connect(url);
    this.#scanner = scanner;
    this.#socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true });
    this.#socket
      .on('connect', () => {
        if (greeting.length > 0) this.#socket.write(greeting);
        else this.#hello();
      })
      .on('data', (chunk: Buffer) => this.#receive(chunk))
      // Ends are told by `close`.
      .on('error', () => {})
      .on('close', () => events.closed(this));
  }

  send(frame: ClientFrame): void {
    this.#socket.write(this.#wire.encode(frame));
  }

  go(way: (typeof WAYS_TO_GO)[number]): void {
    if (way === 'bye' && this.isWelcomed) this.send({ type: 'bye' });
    else if (way !== 'reset') this.#socket.end();
    else this.#socket.resetAndDestroy();
  }

  /** Closes at once, without a word. */
  destroy(): void {
    this.#socket.destroy();
  }

  #hello(): void {
    this.send({ type: 'hello', version: 1, nick: this.#nick });
  }

  #receive(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const scanner = this.#scanner;
    let from = 0;
    for (;;) {
      const found = scanner.scan(bytes, from, bytes.length);
      if (found === 'incomplete') break;
      if (found === 'end' || found === 'broken') {
        this.#socket.end();
        return;
      }
      from = scanner.next;
      if (found === 'open') this.#hello();
      else if (found === 'reply') this.#socket.write(scanner.reply);
      else if (found === 'frame') this.#frame(bytes.toString('utf8', scanner.start, scanner.end));
    }
    this.#rest = bytes.subarray(from);
  }

  #frame(json: string): void {
    const frame = this.#wire.decode(json);
    if (frame?.type === 'welcome') this.isWelcomed = true;
    else if (frame?.type === 'ping') this.send({ type: 'pong' });
    else if (frame?.type === 'error') this.#events.error(String(frame.code));
    if (frame !== undefined) this.#events.frame?.(frame);
  }
}
