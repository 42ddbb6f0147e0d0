// What the tests of the kit stand on: a transport that holds what it is given, a clock that is turned by hand, and a
// house around them. No sockets and no real time.
import { createChat, createMemoryDirectory, createMemoryLog } from '@hubbub/chat';
import {
  type Binding,
  type CloseCode,
  type FanoutMode,
  resolveLimits,
  type ServerFrame,
} from '@hubbub/protocol';
import { Admission } from '../src/admission.ts';
import type { Clock } from '../src/clock.ts';
import type { Connection, Log, NativeRooms, Payload, Transport } from '../src/contract.ts';
import { createCounters } from '../src/counters.ts';
import { Deadlines } from '../src/deadlines.ts';
import { createFanout } from '../src/fanout.ts';
import type { House } from '../src/house.ts';
import { Later } from '../src/later.ts';

/** A transport that records, and takes from its buffer only what the test lets it. */
export class FakeTransport implements Transport {
  readonly remoteAddress: string;
  /** Every payload written, in order. */
  readonly payloads: Payload[] = [];
  /** Bytes that wait; grows only while `isStalled`. */
  bufferedBytes = 0;
  isStalled = false;
  isPaused = false;
  isAborted = false;
  closed: { code: CloseCode; reason: string | undefined } | undefined;

  constructor(remoteAddress = '192.0.2.1') {
    this.remoteAddress = remoteAddress;
  }

  /** All frames written, flattened. */
  get frames(): ServerFrame[] {
    return this.payloads.flatMap((payload) => [...payload.frames]);
  }

  /** The types of all frames written. */
  get types(): string[] {
    return this.frames.map(({ type }) => type);
  }

  write(payload: Payload): void {
    if (this.closed !== undefined) throw new Error('write after close');
    this.payloads.push(payload);
    if (this.isStalled) this.bufferedBytes += payload.bytes.byteLength;
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  close(code: CloseCode, reason?: string): void {
    this.closed ??= { code, reason };
  }

  abort(): void {
    this.isAborted = true;
  }

  /** Takes everything, as a client that reads again does. */
  drain(connection: Connection): void {
    this.bufferedBytes = 0;
    connection.drained();
  }
}

/** A clock that moves when told to. */
export class FakeClock implements Clock {
  #nowMs = 1_000;
  readonly #timers = new Set<{ atMs: number; task: () => void }>();

  now(): number {
    return this.#nowMs;
  }

  after(delayMs: number, task: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, task };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** How many timers are set. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Moves on, running every timer at its time. */
  advance(ms: number): void {
    const end = this.#nowMs + ms;
    for (;;) {
      const [next] = [...this.#timers].filter(({ atMs }) => atMs <= end).sort((a, b) => a.atMs - b.atMs);
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.task();
    }
    this.#nowMs = end;
  }
}

/** Log lines, kept. */
class FakeLog implements Log {
  readonly lines: string[] = [];
  debug(_fields: object, message: string): void {
    this.lines.push(`debug ${message}`);
  }
  info(_fields: object, message: string): void {
    this.lines.push(`info ${message}`);
  }
  warn(_fields: object, message: string): void {
    this.lines.push(`warn ${message}`);
  }
  error(_fields: object, message: string): void {
    this.lines.push(`error ${message}`);
  }
}

/** A client of a {@link TestHouse}. */
export interface TestClient<B extends Binding> {
  readonly transport: FakeTransport;
  readonly connection: Connection<B>;
  /** Sends frames over the lines binding. */
  say(...frames: object[]): void;
  /** Takes what was written since the last call. */
  take(): ServerFrame[];
}

/** A house without a process: clients come and go over fake transports. */
export class TestHouse {
  readonly clock = new FakeClock();
  readonly log = new FakeLog();
  readonly house: House;
  readonly admission: Admission;

  constructor(options: { fanout?: FanoutMode; limits?: Record<string, number>; native?: NativeRooms } = {}) {
    const { clock, log } = this;
    const limits = resolveLimits(options.limits);
    const fanout = createFanout(options.fanout ?? 'batched', {
      maxOutboxBytes: limits.maxOutboxBytes,
      native: () => options.native as NativeRooms,
    });
    const chat = createChat({
      limits,
      server: { name: 'fake', framework: 'none', runtime: 'test' },
      features: ['history'],
      now: () => 1_700_000_000_000,
      newToken: () => crypto.randomUUID(),
      schedule: (delayMs, task) => clock.after(delayMs, task),
      log: createMemoryLog(limits),
      directory: createMemoryDirectory(),
      fanout,
    });
    const deadlines = new Deadlines(clock);
    this.house = {
      limits,
      chat,
      fanout,
      clock,
      deadlines,
      later: new Later(),
      counters: createCounters(),
      log,
    };
    this.admission = new Admission(this.house);
  }

  /** Ends the tick. */
  flush(): void {
    this.house.fanout.flush();
    this.house.later.run();
  }

  /** A client over lines. */
  client(): TestClient<'lines'> {
    return this.open('lines');
  }

  /** A client over any binding. */
  open<B extends Binding>(binding: B): TestClient<B> {
    const transport = new FakeTransport();
    const place = this.admission.admit(transport);
    const connection = place.open(binding, transport);
    let taken = 0;
    const { house } = this;
    return {
      transport,
      connection,
      say(...frames) {
        const text = frames.map((frame) => `${JSON.stringify(frame)}\n`).join('');
        (connection as unknown as Connection<'lines'>).receive(Buffer.from(text));
      },
      take() {
        house.fanout.flush();
        const frames = transport.frames.slice(taken);
        taken = transport.frames.length;
        return frames;
      },
    };
  }

  /** A client that said hello and joined a room. */
  member(nick: string, room = 'r'): TestClient<'lines'> {
    const client = this.client();
    client.say({ type: 'hello', version: 1, nick }, { type: 'join', room });
    client.take();
    return client;
  }
}
