// A client for the tests of this app: the `ws` client and a log of the frames that came. It checks nothing.
import { once } from 'node:events';
import { type ClientOptions, WebSocket } from 'ws';

/** A frame as it came. */
export type Frame = { readonly type: string } & Readonly<Record<string, unknown>>;

/** One connection, its frames and how it was closed. */
export class Peer {
  readonly socket: WebSocket;
  readonly frames: Frame[] = [];
  /** Resolves with the close code. */
  readonly closed: Promise<number>;
  #waiting: (() => void)[] = [];

  constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = once(socket, 'close').then(([code]) => code as number);
    socket.on('close', () => this.#wake());
    socket.on('message', (data) => {
      this.frames.push(JSON.parse(data.toString()));
      this.#wake();
    });
  }

  /** Connects; `hello` is the caller's. */
  static async connect(url: string, options: ClientOptions = {}): Promise<Peer> {
    const peer = new Peer(new WebSocket(url, 'hubbub.v1', options));
    await once(peer.socket, 'open');
    return peer;
  }

  /** Connects, says hello and joins `room`. */
  static async inRoom(url: string, nick: string, room: string): Promise<Peer> {
    const peer = await Peer.connect(url);
    peer.send({ type: 'hello', version: 1, nick });
    peer.send({ type: 'join', room });
    await peer.seen('joined');
    return peer;
  }

  send(frame: object): void {
    this.socket.send(JSON.stringify(frame));
  }

  /** The first frame of this type, and with this `ref` where one is given, that came or will come. */
  async seen(type: string, ref?: string): Promise<Frame> {
    for (let at = 0; ; at++) {
      while (at >= this.frames.length) {
        if (this.socket.readyState === WebSocket.CLOSED) throw new Error(`closed without "${type}"`);
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
      }
      const frame = this.frames[at] as Frame;
      if (frame.type === type && (ref === undefined || frame.ref === ref)) return frame;
    }
  }

  /** Waits for all that the server had queued for this client (ORDER-3). */
  async barrier(): Promise<void> {
    const data = `barrier ${this.frames.length}`;
    this.send({ type: 'ping', data });
    while (this.frames.findLast((frame) => frame.type === 'pong')?.data !== data) {
      if (this.socket.readyState === WebSocket.CLOSED) throw new Error('closed before the pong');
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** The texts of the messages that came, in order. */
  get texts(): unknown[] {
    return this.frames.filter((frame) => frame.type === 'message').map((frame) => frame.text);
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
