// One client connection of a mutant: bytes between the client and the good server, with the fault's hooks in between.
import type { Socket } from 'node:net';
import type { Binding } from '@hubbub/protocol';
import { WS_OPCODE, webSocketFrame } from '../peers/websocket-bytes.ts';
import type { MutableFrame, MutantConnection, MutantHooks, Passed } from './mutant.ts';
import { closeFrame, linesSegmenter, type Segment, type Segmenter, webSocketSegmenter } from './segments.ts';

/** What a connection is made with. */
export interface ProxySetup {
  readonly id: number;
  readonly binding: Binding;
  /** The stated limit: more of one frame is not held back. */
  readonly maxFrameBytes: number;
  readonly client: Socket;
  readonly upstream: Socket;
  readonly all: ReadonlySet<ProxiedConnection>;
  /** Changes every frame from the good server before the hooks see it: the stated limits. */
  readonly restate: (frame: MutableFrame) => MutableFrame;
  readonly hooks: (connection: MutantConnection) => MutantHooks;
  /** Takes what goes to the mutant's stderr. */
  readonly log: (text: string) => void;
}

/** What Socket.IO puts before a frame's JSON. */
const PACKET_BYTES = 32;

const segmenterOf = ({ binding, maxFrameBytes }: ProxySetup, side: 'client' | 'server'): Segmenter =>
  binding === 'lines'
    ? linesSegmenter(maxFrameBytes)
    : webSocketSegmenter(
        side,
        binding === 'socket.io',
        maxFrameBytes + (binding === 'socket.io' ? PACKET_BYTES : 0),
      );

/** See {@link MutantConnection}. */
export class ProxiedConnection implements MutantConnection {
  readonly id: number;
  readonly binding: Binding;
  nick = '';
  readonly #client: Socket;
  readonly #upstream: Socket;
  readonly #setup: ProxySetup;
  readonly #fromClient: Segmenter;
  readonly #fromServer: Segmenter;
  readonly #hooks: MutantHooks;
  #isClosing = false;

  constructor(setup: ProxySetup) {
    this.id = setup.id;
    this.binding = setup.binding;
    this.#setup = setup;
    this.#client = setup.client;
    this.#upstream = setup.upstream;
    this.#fromClient = segmenterOf(setup, 'client');
    this.#fromServer = segmenterOf(setup, 'server');
    this.#hooks = setup.hooks(this);
    this.#pipe();
  }

  get all(): readonly MutantConnection[] {
    return [...this.#setup.all];
  }

  toClient(frame: MutableFrame): void {
    this.#writeToClient(this.#fromServer.encode(frame));
  }

  toServer(frame: MutableFrame): void {
    this.#writeToServer(this.#fromClient.encode(frame));
  }

  bytesToClient(bytes: Uint8Array | string): void {
    this.#writeToClient(Buffer.from(bytes));
  }

  bytesToServer(bytes: Uint8Array | string): void {
    this.#writeToServer(Buffer.from(bytes));
  }

  close(closeCode?: number): void {
    if (closeCode !== undefined && this.binding === 'websocket')
      this.#writeToClient(closeFrame(closeCode, 'server'));
    this.#isClosing = true;
    this.#client.end();
    this.#upstream.destroy();
  }

  reset(): void {
    this.#isClosing = true;
    resetSocket(this.#client);
    this.#upstream.destroy();
  }

  log(text: string): void {
    this.#setup.log(text);
  }

  #pipe(): void {
    const client = this.#client;
    const upstream = this.#upstream;
    client.on('data', (chunk: Buffer) => {
      const bytes = this.#hooks.clientBytes ? this.#hooks.clientBytes(chunk) : chunk;
      if (bytes !== undefined)
        for (const segment of this.#fromClient.push(bytes)) this.#passToServer(segment);
    });
    client.on('end', () => {
      this.#writeToServer(this.#fromClient.flush());
      if (this.#hooks.clientEnded?.() === false) return;
      upstream.end();
    });
    // A reset of one side is one of the other; `close` follows both times.
    client.on('error', () => {
      if (this.#hooks.clientGone === undefined || this.#hooks.clientGone()) resetSocket(upstream);
    });
    client.on('close', (hadError) => {
      if (hadError || upstream.destroyed || this.#hooks.clientGone?.() === false) return;
      upstream.destroy();
    });
    upstream.on('data', (chunk: Buffer) => {
      for (const segment of this.#fromServer.push(chunk)) this.#passToClient(segment);
    });
    const serverGone = (): void => {
      if (this.#isClosing || this.#hooks.serverEnded?.() === false) return;
      this.#writeToClient(this.#fromServer.flush());
      client.end();
    };
    upstream.on('end', serverGone);
    upstream.on('error', () => {
      serverGone();
      if (!this.#isClosing && this.#hooks.serverEnded === undefined) client.destroySoon();
    });
    client.on('drain', () => upstream.resume());
    upstream.on('drain', () => client.resume());
  }

  #passToServer(segment: Segment): void {
    const { frame, head, webSocket } = segment;
    if (head !== undefined && this.#hooks.requestHead) {
      const passed = this.#hooks.requestHead(head);
      if (passed !== undefined) this.#writeToServer(Buffer.from(passed, 'latin1'));
      return;
    }
    if (webSocket !== undefined && this.#hooks.clientWebSocketFrame) {
      const passed = this.#hooks.clientWebSocketFrame(webSocket);
      if (passed !== webSocket) {
        if (passed !== undefined) this.#writeToServer(webSocketFrame({ ...passed, masked: true }));
        return;
      }
    }
    if (frame === undefined || !this.#hooks.fromClient) {
      this.#writeToServer(segment.raw);
      return;
    }
    const before = JSON.stringify(frame);
    this.#forward(this.#hooks.fromClient(frame, segment), before, segment, this.#fromClient, (bytes) =>
      this.#writeToServer(bytes),
    );
  }

  #passToClient(segment: Segment): void {
    const { head, webSocket } = segment;
    if (head !== undefined && this.#hooks.responseHead) {
      this.#writeToClient(Buffer.from(this.#hooks.responseHead(head), 'latin1'));
      return;
    }
    if (webSocket !== undefined && this.#hooks.serverWebSocketFrame) {
      const passed = this.#hooks.serverWebSocketFrame(webSocket);
      if (passed !== webSocket) {
        if (passed !== undefined) this.#writeToClient(webSocketFrame({ ...passed, masked: false }));
        return;
      }
    }
    if (webSocket?.opcode === WS_OPCODE.close)
      this.#passClose(segment.raw, Buffer.from(webSocket.payload ?? ''));
    else if (segment.frame !== undefined) this.#passFrameToClient(segment.frame, segment);
    else this.#writeToClient(segment.raw);
  }

  #passFrameToClient(received: MutableFrame, segment: Segment): void {
    const before = JSON.stringify(received);
    const frame = this.#setup.restate(received);
    if (frame.type === 'welcome') this.nick = String(frame.nick);
    else if (frame.type === 'renamed' && frame.from === this.nick) this.nick = String(frame.to);
    const passed = this.#hooks.fromServer ? this.#hooks.fromServer(frame, segment) : frame;
    this.#forward(passed, before, segment, this.#fromServer, (bytes) => this.#writeToClient(bytes));
  }

  #passClose(raw: Buffer, payload: Buffer): void {
    if (this.#hooks.serverEnded?.() === false) return;
    const { closeCode } = this.#hooks;
    if (closeCode === undefined || payload.length < 2) this.#writeToClient(raw);
    else this.#writeToClient(closeFrame(closeCode(payload.readUInt16BE(0)), 'server'));
  }

  #forward(
    passed: Passed,
    before: string,
    segment: Segment,
    segmenter: Segmenter,
    write: (bytes: Buffer) => void,
  ): void {
    if (passed === undefined) return;
    const frames: readonly MutableFrame[] = Array.isArray(passed) ? passed : [passed as MutableFrame];
    frames.forEach((frame, index) => {
      // What a hook left alone goes on as the very bytes that came.
      const isUntouched = frame === segment.frame && JSON.stringify(frame) === before;
      if (isUntouched) write(segment.raw);
      else write(index === 0 ? segmenter.encode(frame, segment) : segmenter.encode(frame));
    });
  }

  #writeToClient(bytes: Buffer): void {
    const changed = this.#hooks.serverBytes && bytes.length > 0 ? this.#hooks.serverBytes(bytes) : bytes;
    if (changed === undefined || changed.length === 0 || !this.#client.writable) return;
    if (!this.#client.write(changed)) this.#upstream.pause();
  }

  #writeToServer(bytes: Buffer): void {
    if (bytes.length === 0 || !this.#upstream.writable) return;
    if (!this.#upstream.write(bytes)) this.#client.pause();
  }
}

/** RST; within TLS, where node has none, an end without a word. */
function resetSocket(socket: Socket): void {
  if ('encrypted' in socket) socket.destroy();
  else socket.resetAndDestroy();
}
