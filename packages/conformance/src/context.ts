// What a case is given: connections, fresh names, the limits in force, the process, and assertions. Types only; runner/context.ts makes it.
import type { SecureVersion } from 'node:tls';
import type { Binding, Limits, ReadyLine, ServerConfig, ServerFrameOf, Stats } from '@hubbub/protocol';
import type { HttpAnswer, HttpRequest } from './peers/http-connection.ts';
import type { ClientOptions, ConnectOptions, Peer } from './peers/peer.ts';
import type { Tried } from './target.ts';

/** The server process that a case runs against. */
export interface ServerHandle {
  /** What the process was configured with. */
  readonly config: ServerConfig;
  /** The ready line, with the limits in force. */
  readonly ready: ReadyLine;
  /** The body of `/stats`; only with `needs.stats`. */
  stats(): Promise<Stats>;
  /** The answer of an admin endpoint, such as `/readyz`; only with `needs.stats`. */
  admin(path: string): Promise<{ readonly status: number; readonly body: string }>;
  /** Sends a signal to the process; only with `needs.signals`. */
  signal(name: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): void;
  /** Waits for the end of the process. */
  exited(
    withinMs?: number,
  ): Promise<{ readonly code: number | null; readonly signal: string | null; readonly atMs: number }>;
  /** What the process wrote to stderr so far. */
  stderr(): string;
  /** Starts one more process of the same server, ended with the case. `limits` replaces those configured, the rest being defaults; port 0 is any. */
  startAnother(options: { limits?: Partial<Limits>; port?: number }): Promise<ServerHandle>;
  /** Starts one more process with this line of configuration, which may be wrong, and waits until it ends or is ready; only with `needs.spawn`. */
  tryConfig(line: string): Promise<Tried>;
  /** Starts the server anew, on the same store, once its process has ended: peers and signals go to it from now on. */
  restart(): Promise<void>;
}

/** Assertions. Each throws `ConformanceViolation` with what was expected and seen. */
export interface Assertions {
  /** Fails the case with these words. */
  fail(expected: string, seen: unknown): never;
  /** `condition` must hold. */
  that(condition: boolean, expected: string, seen: unknown): void;
  /** Deep equality of JSON values. */
  equal(seen: unknown, expected: unknown, what: string): void;
  /** A measured time, ms: at least `atLeast`, at most `atMost` (add `ctx.timerSlackMs` yourself through `ctx.latest`). */
  within(seenMs: number, atLeast: number, atMost: number, what: string): void;
}

/** What `run` is called with. */
export interface CaseContext {
  readonly binding: Binding;
  /** The bindings that this server offers. */
  readonly offered: readonly Binding[];
  /** The limits in force, as the server states them; every boundary is derived from these. */
  readonly limits: Limits;
  /** The features in force, as the ready line has them. */
  readonly features: readonly string[];
  /** The features that the server says it offers, in force or not. */
  readonly offeredFeatures: readonly string[];
  readonly server: ServerHandle;
  readonly assert: Assertions;
  /** ms that anything without a stated time may take; scaled to the machine. Use it through the peers. */
  readonly deadlineMs: number;
  /** Aborted at the case's hard bound. */
  readonly signal: AbortSignal;

  /** Connects, without a hello. Rejects with a violation where the connection is refused. */
  connect(options?: ConnectOptions): Promise<Peer>;
  /** Connects where the server may refuse: in the handshake, or with a fatal error or a close in place of the `pong` to a first `ping`. */
  attempt(options?: ConnectOptions): Promise<Attempt>;
  /** Connects and is welcomed under a fresh nick. */
  client(options?: ClientOptions): Promise<Peer>;
  /** `client` n times, eight at a time. */
  clients(count: 2, options?: ClientOptions): Promise<[Peer, Peer]>;
  clients(count: 3, options?: ClientOptions): Promise<[Peer, Peer, Peer]>;
  clients(count: number, options?: ClientOptions): Promise<Peer[]>;
  /** Calls `make` n times, eight at a time: a server with a thread for each client starts so many at once and no more. */
  several<T>(count: number, make: (index: number) => Promise<T>): Promise<T[]>;
  /** A room with these peers in it. */
  roomOf(...peers: readonly Peer[]): Promise<string>;
  /** A fresh nick, valid and unused; at most 20 code points. */
  nick(): string;
  /** A fresh room name, at most 20 characters. */
  room(): string;
  /** A fresh string for ids, texts and tokens. */
  unique(): string;
  /** A number generator from the run's seed: [0, 1). */
  random(): number;
  /** The latest moment at which a timer of `timerMs` may fire: + 10 % + 250 ms + what this machine's scheduler adds (LIMIT-2). */
  latest(timerMs: number): number;
  /** The least distance at which two frames that are sent `timerMs` apart may be seen: the first may come late. */
  leastGap(timerMs: number): number;
  /** How late this process was at the worst since `sinceMs`, ms: where a case has to be on time itself, it says whether it was. */
  lateness(sinceMs: number): number;
  /** ms on the run's monotonic clock, the one of `Received.atMs`. */
  now(): number;
  /** A line for the wire log. */
  note(text: string): void;
  /** Opens a bare TCP connection to the binding's endpoint: for bytes before any handshake, that of TLS included. */
  tcp(label?: string): Promise<RawConnection>;
  /** Shakes hands with the binding's endpoint by TLS of these versions alone, and hangs up. */
  tls(versions: { min: SecureVersion; max: SecureVersion }): Promise<TlsHandshake>;
  /** One HTTP request of our own making to the endpoint's host, answered or closed. */
  http(request: HttpRequest): Promise<HttpAnswer>;
}

/** What came of a TLS handshake. */
export type TlsHandshake =
  | { readonly isSecured: true; readonly version: string | null; readonly certificate: string }
  | { readonly isSecured: false; readonly why: string };

/** A TCP connection without any framing. */
export interface RawConnection {
  write(bytes: Uint8Array | string): void;
  /** All bytes received so far, as Latin-1. */
  text(): string;
  /** Waits until the text received matches. */
  expect(pattern: RegExp, withinMs?: number): Promise<RegExpExecArray>;
  closed(withinMs?: number): Promise<{ readonly how: 'fin' | 'reset'; readonly atMs: number }>;
  end(): void;
  reset(): void;
}

/** What became of a connection that may be refused. */
export type Attempt =
  | { readonly isAccepted: true; readonly peer: Peer }
  | {
      readonly isAccepted: false;
      /** HTTP status of a refused upgrade; 0 where it was not refused by HTTP. */
      readonly status: number;
      /** Header fields of that answer, names in lower case. */
      readonly headers: Readonly<Record<string, string>>;
      /** The HTTP body, or the JSON of Socket.IO's connection error. */
      readonly body: string;
      /** The error frame, where one came. */
      readonly error?: ServerFrameOf<'error'>;
    };
