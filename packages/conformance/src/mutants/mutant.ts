// What a mutant is: a good server with one fault put in between, as data. Types only; proxy.ts stands in between.
import type { TlsOptions } from 'node:tls';
import type { Binding, Limits, ReadyLine, ServerConfig } from '@hubbub/protocol';
import type { WebSocketFrame } from '../peers/websocket-bytes.ts';

/** A frame on its way through the proxy: parsed JSON, altered freely. */
export type MutableFrame = { type: string; [member: string]: unknown };
/** What goes on instead of a frame: the frame itself, others, or nothing. */
export type Passed = MutableFrame | readonly MutableFrame[] | undefined;

/** What is known of a frame beside itself. */
export interface FrameAbout {
  /** Socket.IO: the acknowledgement that the frame asks for, or is. */
  readonly ack?: string;
}

/** One client connection of the proxy, and the good server's side of it. */
export interface MutantConnection {
  readonly id: number;
  readonly binding: Binding;
  /** The nick that the good server gave in `welcome` (or `renamed`); empty before. */
  readonly nick: string;
  /** All open connections of this mutant, this one included. */
  readonly all: readonly MutantConnection[];
  /** Sends a frame to the client, past the hooks. */
  toClient(frame: MutableFrame): void;
  /** Sends a frame to the good server, past the hooks. */
  toServer(frame: MutableFrame): void;
  /** Writes bytes to the client as they are. */
  bytesToClient(bytes: Uint8Array | string): void;
  /** Writes bytes to the good server as they are. */
  bytesToServer(bytes: Uint8Array | string): void;
  /** Ends the client's side (FIN), the good server's too. On websocket with `closeCode` a close frame goes first. */
  close(closeCode?: number): void;
  /** RST to the client. */
  reset(): void;
  /** Writes to the server's stderr as it is. */
  log(text: string): void;
}

/** The faults of one connection; every hook may be left out. */
export interface MutantHooks {
  /** A whole frame from the client, on its way to the good server. */
  fromClient?(frame: MutableFrame, about: FrameAbout): Passed;
  /** A whole frame from the good server, on its way to the client. */
  fromServer?(frame: MutableFrame, about: FrameAbout): Passed;
  /** Raw bytes from the client before anything is read into them; what is returned goes on. */
  clientBytes?(bytes: Buffer): Buffer | undefined;
  /** Raw bytes to the client, after all else. */
  serverBytes?(bytes: Buffer): Buffer | undefined;
  /** websocket, socket.io: the head of an HTTP request on its way to the good server. `undefined` keeps it: the fault answers by itself. */
  requestHead?(head: string): string | undefined;
  /** websocket, socket.io: the head of an HTTP answer on its way to the client. */
  responseHead?(head: string): string;
  /** websocket, socket.io: a WebSocket frame from the client, before `fromClient`. The same object passes it on as it is, another is encoded anew, `undefined` drops it. */
  clientWebSocketFrame?(frame: WebSocketFrame): WebSocketFrame | undefined;
  /** The same for frames from the good server. */
  serverWebSocketFrame?(frame: WebSocketFrame): WebSocketFrame | undefined;
  /** The client's FIN; `false` keeps it from the good server. */
  clientEnded?(): boolean;
  /** The client's side is gone (after FIN or RST); `false` keeps the good server's side open. */
  clientGone?(): boolean;
  /** The good server's FIN or WebSocket close; `false` keeps it from the client. */
  serverEnded?(): boolean;
  /** websocket, socket.io: a close code on its way to the client; what is returned goes on. */
  closeCode?(code: number): number;
}

/** An answer of an admin endpoint. */
export interface AdminAnswer {
  readonly status: number;
  readonly body: string;
}

/** A deliberately broken server. */
export interface Mutant {
  readonly id: string;
  /** What is wrong with it, as a statement: `gives a nick twice`. */
  readonly title: string;
  /** The clause that it breaks. */
  readonly clause: string;
  /** The cases that must catch it, on every binding that mutant and case share. */
  readonly kills: readonly string[];
  /** All bindings of the good server where it is not given. */
  readonly bindings?: readonly Binding[];
  /** Limits that are asked of the good server instead of the stated ones: off by one at a limit, a timer that never fires. */
  readonly asks?: (stated: Limits) => Partial<Limits>;
  /** What the good server is configured with instead of what was asked for: a part that is not honoured. */
  readonly reconfigures?: (config: ServerConfig) => ServerConfig;
  /** Features that are stated though the good server does not state them. */
  readonly claims?: readonly string[];
  /** How it speaks TLS, where it differs from the certificate of the suite and TLS 1.2. */
  readonly tls?: TlsOptions;
  /** What is wrong with its TLS handshakes: waits for them for ever, closes those that do not begin at once, or keeps who sends something else. */
  readonly handshake?: 'for ever' | 'hasty' | 'keeps garbage';
  /** Called once for each server started, with what it was asked to be; the returned function once for each connection. State lives in the closures. */
  readonly fault?: (config: ServerConfig) => (connection: MutantConnection) => MutantHooks;
  /** Called instead of passing a signal on to the good server, `count` 1 for the first; `false` swallows it. */
  readonly onSignal?: (name: string, count: number) => boolean;
  /** What the good server's process reads instead of a line of configuration that may be wrong (PROC-1). */
  readonly rereadsConfig?: (line: string) => string;
  /** Changes the ready line that the suite gets. */
  readonly misstates?: (ready: ReadyLine) => ReadyLine;
  /** Changes the answer of the admin endpoint at `path` (PROC-3). */
  readonly adminAnswer?: (path: string, answer: AdminAnswer) => AdminAnswer;
  /** Goes on accepting connections after a signal that is passed on. */
  readonly keepsAccepting?: true;
  /** The exit status that is told instead of the good server's. */
  readonly exitCode?: number;
}

const ID = /^[a-z0-9][a-z0-9-]*$/;

/**
 * Checks a mutant's form.
 * @throws Error for an id of the wrong form or one that names no case.
 */
export function defineMutant(mutant: Mutant): Mutant {
  if (!ID.test(mutant.id)) throw new Error(`mutant id "${mutant.id}" is not kebab-case`);
  if (mutant.kills.length === 0) throw new Error(`mutant ${mutant.id} names no case that catches it`);
  return mutant;
}
