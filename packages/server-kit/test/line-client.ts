// A client over node:net for tests: frames out, frames in, and waiting for one that fits.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A parsed frame. */
export type Frame = Record<string, unknown> & { type: string };

/** One connection. */
export class LineClient {
  readonly socket: Socket;
  readonly frames: Frame[] = [];
  /** Settles when the socket is closed, whatever closed it. */
  readonly closed: Promise<void>;
  #wake: () => void = () => {};
  #at = 0;
  #isClosed = false;

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.socket = connect(Number(port), hostname);
    this.socket.on('error', () => {});
    let unfinished = '';
    this.socket.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (unfinished + chunk).split('\n');
      unfinished = lines.pop() ?? '';
      for (const line of lines) this.frames.push(JSON.parse(line) as Frame);
      this.#wake();
    });
    this.closed = new Promise((resolve) => {
      this.socket.on('close', () => {
        this.#isClosed = true;
        this.#wake();
        resolve();
      });
    });
  }

  /** Connects; rejects where nobody listens. */
  static async open(url: string): Promise<LineClient> {
    const client = new LineClient(url);
    await once(client.socket, 'connect');
    return client;
  }

  /** Connects, says hello and joins the room `r`. */
  static async member(url: string, nick: string): Promise<LineClient> {
    const client = await LineClient.open(url);
    client.say({ type: 'hello', version: 1, nick }, { type: 'join', room: 'r' });
    await client.next('joined');
    return client;
  }

  /** Sends frames in one write. */
  say(...frames: object[]): void {
    this.socket.write(frames.map((frame) => `${JSON.stringify(frame)}\n`).join(''));
  }

  /** The next frame of this type, skipping others; rejects if the connection closes first. */
  async next(type: string): Promise<Frame> {
    for (;;) {
      while (this.#at < this.frames.length) {
        const frame = this.frames[this.#at++] as Frame;
        if (frame.type === type) return frame;
      }
      if (this.#isClosed) throw new Error(`closed before ${type}; got ${JSON.stringify(this.frames)}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
