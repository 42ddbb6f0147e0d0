// A server of which a test plays every part: it accepts connections and shows what comes, frame by frame. Its bytes are
// written here by hand for all three bindings, since a codec shared with the client would hide a fault of both.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { DEFAULT_LIMITS, type Limits } from '@hubbub/protocol';

/** The bindings a fake server can speak. */
export type FakeBinding = 'lines' | 'websocket' | 'socket.io';
/** All of {@link FakeBinding}. */
export const FAKE_BINDINGS: readonly FakeBinding[] = ['lines', 'websocket', 'socket.io'];

/** Any frame, as it came. */
export type AnyFrame = { type: string; ref?: string; [member: string]: unknown };

/** A `welcome` as a test needs it. */
export function welcome(
  nick: string,
  more: { session?: string; limits?: Partial<Limits>; features?: string[] } = {},
) {
  return {
    type: 'welcome',
    version: 1,
    server: { name: 'fake', framework: 'none', runtime: 'test' },
    nick,
    session: more.session ?? 'session-0000000000000000001',
    limits: { ...DEFAULT_LIMITS, ...more.limits },
    features: more.features ?? ['history'],
  };
}

/** One accepted connection. */
export class FakePeer {
  readonly received: AnyFrame[] = [];
  readonly #socket: Duplex;
  readonly #write: (socket: Duplex, json: string) => void;
  #taken = 0;
  #wake: () => void = () => undefined;
  #isClosed = false;

  constructor(socket: Duplex, write: (socket: Duplex, json: string) => void) {
    this.#socket = socket;
    this.#write = write;
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#isClosed = true;
      this.#wake();
    });
  }

  /** For the binding: a frame came. */
  push(frame: AnyFrame): void {
    this.received.push(frame);
    this.#wake();
  }

  /** The next frame, which must have this type. */
  async next(type: string): Promise<AnyFrame> {
    for (;;) {
      const frame = this.received[this.#taken];
      if (frame !== undefined) {
        this.#taken++;
        if (frame.type !== type) throw new Error(`expected "${type}", got ${JSON.stringify(frame)}`);
        return frame;
      }
      if (this.#isClosed) throw new Error(`expected "${type}", but the client closed`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Resolves when the connection is gone. */
  async closed(): Promise<void> {
    while (!this.#isClosed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Sends frames, each as the binding wants it, all in one write. */
  send(...frames: readonly object[]): void {
    this.#socket.cork();
    for (const frame of frames) this.#write(this.#socket, JSON.stringify(frame));
    this.#socket.uncork();
  }

  /** Sends bytes as they are. */
  sendBytes(bytes: Uint8Array | string): void {
    this.#socket.write(bytes);
  }

  /** Answers `hello`. */
  async greet(more: Parameters<typeof welcome>[1] = {}): Promise<AnyFrame> {
    const hello = await this.next('hello');
    this.send(welcome(String(hello.nick), more));
    return hello;
  }

  /** Answers `join` with the given members of `joined`. */
  async admit(joined: object = {}): Promise<AnyFrame> {
    const join = await this.next('join');
    const { room, ref } = join;
    this.send({
      type: 'joined',
      ref,
      room,
      seq: 0,
      members: ['ann'],
      complete: true,
      presence: 'each',
      ...joined,
    });
    return join;
  }

  /** Closes in order. */
  end(): void {
    this.#socket.end();
  }

  /** Breaks the connection. */
  cut(): void {
    this.#socket.destroy();
  }
}

/** A listening fake. */
export interface FakeServer extends AsyncDisposable {
  readonly url: string;
  /** The next connection that was not asked for before. */
  accept(): Promise<FakePeer>;
}

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

function textFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const head = payload.length < 126 ? Buffer.from([0x81, payload.length]) : Buffer.from([0x81, 126, 0, 0]);
  if (payload.length >= 126) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}

/** Takes whole masked frames off the front and answers what is left. */
function readFrames(bytes: Buffer, onText: (text: string) => void, onClose: () => void): Buffer {
  for (let rest = bytes; ; ) {
    if (rest.length < 6) return rest;
    const opcode = (rest[0] as number) & 15;
    let length = (rest[1] as number) & 127;
    let at = 2;
    if (length === 126) {
      length = rest.readUInt16BE(2);
      at = 4;
    }
    if (rest.length < at + 4 + length) return rest;
    const mask = rest.subarray(at, at + 4);
    const payload = Buffer.from(rest.subarray(at + 4, at + 4 + length));
    for (let i = 0; i < length; i++) payload[i] = (payload[i] as number) ^ (mask[i % 4] as number);
    if (opcode === 1) onText(payload.toString());
    if (opcode === 8) onClose();
    rest = rest.subarray(at + 4 + length);
  }
}

function speakLines(socket: Socket): FakePeer {
  const peer = new FakePeer(socket, (to, json) => to.write(`${json}\n`));
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (text + chunk).split('\n');
    text = lines.pop() as string;
    for (const line of lines) peer.push(JSON.parse(line));
  });
  return peer;
}

function speakWebSocket(socket: Duplex, binding: FakeBinding): FakePeer {
  const peer = new FakePeer(socket, (to, json) => {
    const { type, ...argument } = JSON.parse(json);
    to.write(textFrame(binding === 'websocket' ? json : `42${JSON.stringify([type, argument])}`));
  });
  const onText = (text: string): void => {
    if (binding === 'websocket') peer.push(JSON.parse(text));
    else if (text === '40') socket.write(textFrame('40{"sid":"s"}'));
    else if (text.startsWith('42')) {
      const [type, argument] = JSON.parse(text.slice(2));
      peer.push({ ...argument, type });
    }
  };
  let rest: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    rest = readFrames(Buffer.concat([rest, chunk]), onText, () => {
      socket.end(Buffer.from([0x88, 0]));
    });
  });
  if (binding === 'socket.io') {
    socket.write(
      textFrame('0{"sid":"e","upgrades":[],"pingInterval":60000,"pingTimeout":60000,"maxPayload":65536}'),
    );
  }
  return peer;
}

/** Starts a fake server of a binding on a free port. */
export async function startFakeServer(binding: FakeBinding = 'lines'): Promise<FakeServer> {
  const peers: FakePeer[] = [];
  const sockets = new Set<Duplex>();
  let taken = 0;
  let wake: () => void = () => undefined;
  const add = (peer: FakePeer): void => {
    peers.push(peer);
    wake();
  };
  const server =
    binding === 'lines'
      ? createServer((socket) => add(speakLines(socket)))
      : createHttpServer().on('upgrade', (request, socket) => {
          const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}${GUID}`);
          const subprotocol = request.headers['sec-websocket-protocol'];
          socket.write(
            `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept.digest('base64')}\r\n${subprotocol === undefined ? '' : `Sec-WebSocket-Protocol: ${subprotocol}\r\n`}\r\n`,
          );
          add(speakWebSocket(socket, binding));
        });
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const scheme = { lines: 'tcp', websocket: 'ws', 'socket.io': 'http' }[binding];
  return {
    url: `${scheme}://127.0.0.1:${port}${binding === 'websocket' ? '/hubbub' : ''}`,
    async accept() {
      while (taken >= peers.length) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return peers[taken++] as FakePeer;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
