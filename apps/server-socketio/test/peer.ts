// A client for the tests of this app: an unmodified socket.io-client and a log of the events that came. It checks nothing.
import { io, type Socket } from 'socket.io-client';

type Transport = Socket['io']['engine']['transport'];

/** An event as a frame: its name is the type (§2). */
export type Frame = { readonly type: string } & Readonly<Record<string, unknown>>;

/** Which transports a client uses; two of them: it starts with polling and upgrades. */
export type Transports = readonly ('polling' | 'websocket')[];

/** One connection, its events and how it ended. */
export class Peer {
  readonly socket: Socket;
  readonly frames: Frame[] = [];
  /** Resolves with socket.io-client's reason. */
  readonly closed: Promise<string>;
  #waiting: (() => void)[] = [];

  constructor(url: string, transports: Transports) {
    this.socket = io(url, { transports: [...transports], forceNew: true, reconnection: false });
    this.closed = new Promise((resolve) => this.socket.once('disconnect', resolve));
    this.socket.on('disconnect', () => this.#wake());
    this.socket.onAny((type: string, argument: object) => {
      this.frames.push({ ...argument, type });
      this.#wake();
    });
  }

  /** Connects; `hello` is the caller's. */
  static async connect(url: string, transports: Transports): Promise<Peer> {
    const peer = new Peer(url, transports);
    await new Promise<void>((resolve, reject) => {
      peer.socket.once('connect', resolve);
      peer.socket.once('connect_error', reject);
    });
    return peer;
  }

  /** Connects, says hello and joins `room`. */
  static async inRoom(url: string, nick: string, room: string, transports: Transports): Promise<Peer> {
    const peer = await Peer.connect(url, transports);
    peer.socket.emit('hello', { version: 1, nick });
    peer.socket.emit('join', { room });
    await peer.seen('joined');
    return peer;
  }

  /** Emits with an acknowledgement callback. */
  ask(type: string, argument: object): Promise<Frame> {
    return this.socket.emitWithAck(type, argument);
  }

  /** The first frame of this type, and with this `ref` where one is given, that came or will come. */
  async seen(type: string, ref?: string): Promise<Frame> {
    for (let at = 0; ; at++) {
      while (at >= this.frames.length) await this.#change(`closed without "${type}"`);
      const frame = this.frames[at] as Frame;
      if (frame.type === type && (ref === undefined || frame.ref === ref)) return frame;
    }
  }

  /** Waits for all that the server had queued for this client (ORDER-3). */
  async barrier(): Promise<void> {
    const data = `barrier ${this.frames.length}`;
    this.socket.emit('ping', { data });
    while (this.frames.findLast(({ type }) => type === 'pong')?.data !== data) {
      await this.#change('closed before the pong');
    }
  }

  /** Waits until the transport is WebSocket. */
  async upgraded(): Promise<void> {
    const { engine } = this.socket.io;
    if (engine.transport.name !== 'websocket')
      await new Promise((resolve) => engine.once('upgrade', resolve));
  }

  /** Reads no more. */
  stall(): void {
    const transport = this.socket.io.engine.transport as Transport & { ws?: { pause(): void } };
    if (transport.name === 'polling') transport.pause(() => {});
    else transport.ws?.pause();
  }

  /** The texts of the messages that came, in order. */
  get texts(): unknown[] {
    return this.frames.filter(({ type }) => type === 'message').map(({ text }) => text);
  }

  async #change(otherwise: string): Promise<void> {
    if (this.socket.disconnected) throw new Error(otherwise);
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
