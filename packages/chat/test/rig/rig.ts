// A chat with everything around it replaced by test ports, and clients that speak to it as a connection would.
import { type ClientFrame, type Limits, resolveLimits, type ServerFrame } from '@hubbub/protocol';
import {
  type Chat,
  type ChatPorts,
  createChat,
  createMemoryDirectory,
  createMemoryLog,
  type EndReason,
  type Session,
} from '../../src/index.ts';
import { TestClock } from './clock.ts';
import { createPlainFanout } from './fanout.ts';
import { RecordingOutlet } from './outlet.ts';

/** A client under test: requests wait while the session is busy, as they do in a connection (ORDER-2). */
export class TestClient {
  readonly outlet: RecordingOutlet;
  readonly session: Session;
  readonly #waiting: ClientFrame[] = [];
  #isClosed = false;

  constructor(chat: Chat, limits: Limits) {
    this.outlet = new RecordingOutlet(limits.maxFrameBytes);
    this.session = chat.open(this.outlet, () => this.#pump());
  }

  /** Sends requests; they are handled one after the other. */
  send(...requests: ClientFrame[]): this {
    this.#waiting.push(...requests);
    this.#pump();
    return this;
  }

  /** Sends requests and returns what came since the last look. */
  ask(...requests: ClientFrame[]): ServerFrame[] {
    return this.send(...requests).take();
  }

  /** What came since the last look. */
  take(): ServerFrame[] {
    return this.outlet.take();
  }

  /** Requests that the session did not take yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Whether the connection is open at both ends. */
  get isOpen(): boolean {
    return !this.#isClosed && !this.outlet.isEnded;
  }

  /** Called with each request as the session takes it. */
  watch: (request: ClientFrame) => void = () => {};

  /** The connection is gone. */
  close(reason: EndReason = 'disconnected'): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#waiting.length = 0;
    this.outlet.isEnded = true;
    this.session.closed(reason);
  }

  #pump(): void {
    while (!this.session.busy && !this.outlet.isEnded) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.watch(next);
      this.session.handle(next);
    }
  }
}

/** A chat and its surroundings. */
export interface Rig {
  readonly chat: Chat;
  readonly clock: TestClock;
  readonly limits: Limits;
  /** A client that has not said hello. */
  connect(): TestClient;
  /** A welcomed client whose `welcome` was looked at already; `rooms` are joined. */
  enter(nick: string, ...rooms: string[]): TestClient;
}

/** Creates a rig; ports are those in memory unless others are given. */
export function createRig(
  options: {
    limits?: Partial<Limits>;
    ports?: Partial<Pick<ChatPorts, 'log' | 'directory' | 'fanout' | 'authenticate'>>;
  } = {},
): Rig {
  const limits = resolveLimits(options.limits);
  const clock = new TestClock();
  let tokens = 0;
  const chat = createChat({
    limits,
    server: { name: 'test', framework: 'none', runtime: 'test' },
    features: limits.historySize > 0 ? ['history'] : [],
    now: clock.now,
    newToken: () => `token-${String(++tokens).padStart(20, '0')}`,
    schedule: clock.schedule,
    log: createMemoryLog(limits),
    directory: createMemoryDirectory(),
    fanout: createPlainFanout(),
    ...options.ports,
  });
  const connect = (): TestClient => new TestClient(chat, limits);
  return {
    chat,
    clock,
    limits,
    connect,
    enter(nick, ...rooms) {
      const client = connect().send({ type: 'hello', version: 1, nick });
      for (const room of rooms) client.send({ type: 'join', room });
      client.take();
      return client;
    },
  };
}
