// A peer over any binding: sends, records, judges the standing invariants and waits. How bytes look is its wire's concern.
// It is long (above 300 lines) because every expectation of the one peer stands on the same log and cursor.
import {
  type Binding,
  isFatal,
  type Limits,
  type ServerFrame,
  type ServerFrameOf,
  type ServerFrameType,
  type WireErrorCode,
} from '@hubbub/protocol';
import { ConformanceViolation } from '../violation.ts';
import { Invariants } from './invariants.ts';
import { describeMatch, inWords, matches } from './match.ts';
import type { CloseExpectation, Closure, FrameMatch, OutFrame, Peer, Received, WaitOptions } from './peer.ts';
import { Recorder } from './recorder.ts';
import type { ControlFrame, Wire, WireEvents } from './wire.ts';
import { shownBytes, type WireLog } from './wire-log.ts';

/** What a peer is made with. */
export interface PeerSetup {
  readonly label: string;
  readonly binding: Binding;
  readonly limits: () => Limits;
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  readonly log: WireLog;
  readonly isLenient: boolean;
  readonly autoPong: boolean;
  readonly usesAcks: boolean;
  /** A round trip on another connection of the case, after which the server has read what was written before. */
  readonly pace: () => Promise<void>;
}

/** See {@link Peer}. Made first, so that it records from the first byte on; `attach` gives it its connection. */
export class RecordingPeer implements Peer {
  readonly label: string;
  readonly binding: Binding;
  readonly #setup: PeerSetup;
  readonly #recorder: Recorder;
  readonly #invariants: Invariants;
  #wire: Wire | undefined;
  #welcome: ServerFrameOf<'welcome'> | undefined;
  #nick = '';
  #refs = 0;
  #cursor = 0;

  constructor(setup: PeerSetup) {
    this.#setup = setup;
    this.label = setup.label;
    this.binding = setup.binding;
    this.#recorder = new Recorder(setup.signal);
    this.#invariants = new Invariants(setup.limits);
  }

  /** What the wire tells. */
  readonly events: WireEvents = {
    frame: (value, text, ack) => this.#onFrame(value, text, ack),
    control: (opcode, payload) => {
      this.#note('<', `${opcode} frame ${payload.toString('hex')}`);
      const control: ControlFrame = {
        opcode,
        payload,
        atMs: performance.now(),
        afterFrames: this.log.length,
      };
      this.#recorder.controls.push(control);
      this.#recorder.changed();
    },
    closed: (how, closeCode) => this.#onClosed(how, closeCode),
    broken: (expected, seen, clause) => this.#broke(new ConformanceViolation(expected, seen, clause)),
    note: (text) => this.#note('*', text),
  };

  /** Gives the peer its open connection. */
  attach(wire: Wire): this {
    this.#wire = wire;
    this.#note('*', `connected over ${wire.binding}`);
    return this;
  }

  get log(): readonly Received[] {
    return this.#recorder.log;
  }

  get controls(): readonly ControlFrame[] {
    return this.#recorder.controls;
  }

  get closure(): Closure | undefined {
    return this.#recorder.closure;
  }

  /** The first standing invariant that was broken. */
  get violation(): ConformanceViolation | undefined {
    return this.#recorder.violation;
  }

  get nick(): string {
    return this.#nick;
  }

  get welcome(): ServerFrameOf<'welcome'> {
    if (this.#welcome === undefined) throw new Error(`${this.label} was not welcomed`);
    return this.#welcome;
  }

  send(frame: OutFrame): void {
    this.#invariants.sent(frame);
    this.#write(this.#open.bytesOfText(this.textOf(frame)), JSON.stringify(frame));
  }

  sendTogether(frames: readonly OutFrame[]): void {
    for (const frame of frames) this.#invariants.sent(frame);
    const bytes = Buffer.concat(frames.map((frame) => this.bytesOf(frame)));
    this.#write(bytes, frames.map((frame) => JSON.stringify(frame)).join(' + '));
  }

  sendText(text: string): void {
    this.#write(this.bytesOfText(text), text);
  }

  sendBytes(bytes: Uint8Array | string): void {
    this.#write(bytes, shownBytes(Buffer.from(bytes)));
  }

  async sendChunks(bytes: Uint8Array, offsets: readonly number[]): Promise<void> {
    const cut = `${shownBytes(bytes)} cut at ${offsets.join(', ')}`;
    this.#setup.log.add(this.label, '>', cut, bytes);
    const cuts = [0, ...offsets, bytes.length];
    for (let i = 1; i < cuts.length; i++) {
      this.#open.write(bytes.subarray(cuts[i - 1], cuts[i]));
      if (i < cuts.length - 1) await this.#setup.pace();
    }
  }

  textOf(frame: OutFrame): string {
    return this.#open.textOf(frame);
  }

  bytesOf(frame: OutFrame): Uint8Array {
    return this.bytesOfText(this.textOf(frame));
  }

  bytesOfText(text: string): Uint8Array {
    return this.#open.bytesOfText(text);
  }

  async request(frame: OutFrame, options: WaitOptions = {}): Promise<ServerFrame> {
    const since = this.mark();
    const number = ++this.#refs;
    if (this.#setup.usesAcks) {
      this.#invariants.sent(frame);
      const text = `${this.textOf(frame)}`;
      this.#write(this.#open.bytesOfText(text, number), `${JSON.stringify(frame)} with ack ${number}`);
    } else this.send({ ...frame, ref: `req-${number}` });
    const isReply = this.#setup.usesAcks
      ? ({ ack }: Received) => ack === number
      : ({ frame: reply }: Received) => 'ref' in reply && reply.ref === `req-${number}`;
    return this.#recorder.until(
      () => {
        for (let i = since; i < this.log.length; i++) {
          const received = this.log[i] as Received;
          if (isReply(received)) return received.frame;
        }
        return undefined;
      },
      { ...this.#wait(options), expected: () => `a reply to ${inWords(frame)}` },
    );
  }

  async ask<T extends ServerFrameType>(frame: OutFrame, reply: T): Promise<ServerFrameOf<T>> {
    const answer = await this.request(frame);
    if (answer.type === reply) return answer as ServerFrameOf<T>;
    throw new ConformanceViolation(`${reply} in answer to ${inWords(frame)}`, inWords(answer));
  }

  async refused(frame: OutFrame, code: WireErrorCode, field?: string): Promise<ServerFrameOf<'error'>> {
    const answer = await this.request(frame);
    const isRight =
      answer.type === 'error' && answer.code === code && (field === undefined || answer.field === field);
    if (isRight && answer.fatal === isFatal(code)) return answer;
    const named = field === undefined ? '' : ` with field "${field}"`;
    throw new ConformanceViolation(`error ${code}${named} in answer to ${inWords(frame)}`, inWords(answer));
  }

  join(room: string): Promise<ServerFrameOf<'joined'>> {
    return this.ask({ type: 'join', room }, 'joined');
  }

  async expect<T extends ServerFrameType>(
    match: FrameMatch<T>,
    options: WaitOptions = {},
  ): Promise<ServerFrameOf<T>> {
    const { frame } = await this.#find(match, options.since ?? 0, options);
    return frame as ServerFrameOf<T>;
  }

  async next<T extends ServerFrameType>(
    match: FrameMatch<T>,
    options: WaitOptions = {},
  ): Promise<ServerFrameOf<T>> {
    const { frame, index } = await this.#find(match, options.since ?? this.#cursor, options);
    this.#cursor = index + 1;
    return frame as ServerFrameOf<T>;
  }

  collect<T extends ServerFrameType>(
    match: FrameMatch<T>,
    count: number,
    options: WaitOptions = {},
  ): Promise<ServerFrameOf<T>[]> {
    const found: ServerFrame[] = [];
    let at = options.since ?? 0;
    return this.#recorder.until(
      () => {
        for (; at < this.log.length && found.length < count; at++) {
          const { frame } = this.log[at] as Received;
          if (matches(match as FrameMatch, frame)) found.push(frame);
        }
        return found.length === count ? (found as ServerFrameOf<T>[]) : undefined;
      },
      { ...this.#wait(options), expected: () => `${count} × ${describeMatch(match)} (${found.length} came)` },
    );
  }

  received<T extends ServerFrameType>(match: FrameMatch<T>, since = 0): ServerFrameOf<T>[] {
    return this.#recorder
      .from(since)
      .filter((frame) => matches(match as FrameMatch, frame)) as ServerFrameOf<T>[];
  }

  mark(): number {
    return this.log.length;
  }

  async barrier(): Promise<void> {
    const data = `barrier ${this.label} ${++this.#refs}`;
    const since = this.mark();
    this.send({ type: 'ping', data });
    await this.#find({ type: 'pong', data }, since, {});
  }

  async expectNone<T extends ServerFrameType>(
    match: FrameMatch<T>,
    { since = 0, because }: { since?: number; because?: string } = {},
  ): Promise<void> {
    await this.barrier();
    const [first] = this.received(match, since);
    if (first === undefined) return;
    const why = because === undefined ? '' : ` (${because})`;
    throw new ConformanceViolation(
      `${this.label} gets no ${describeMatch(match).replace(/^a /, '')}${why}`,
      inWords(first),
    );
  }

  expectControl(opcode: ControlFrame['opcode'], payload?: string): Promise<ControlFrame> {
    return this.#recorder.until(
      () =>
        this.controls.find(
          (control) =>
            control.opcode === opcode && (payload === undefined || control.payload.toString() === payload),
        ),
      {
        ...this.#wait({}),
        expected: () => `a WebSocket ${opcode} frame${payload === undefined ? '' : ` with "${payload}"`}`,
      },
    );
  }

  closed({ withinMs }: { withinMs?: number } = {}): Promise<Closure> {
    return this.#recorder.until(() => this.closure, {
      expected: () => `${this.label}'s connection closed by the server`,
      withinMs: withinMs ?? this.#setup.deadlineMs,
      needsOpen: false,
    });
  }

  async expectClosed({ error, closeCode, ...wait }: CloseExpectation): Promise<Closure> {
    const closure = await this.closed(wait);
    if (error !== undefined && closure.error?.code !== error) {
      const seen = closure.error === undefined ? 'no error frame' : inWords(closure.error);
      throw new ConformanceViolation(
        `error ${error} before the close`,
        `${seen}; ${this.#recorder.describe()}`,
      );
    }
    if (closeCode !== undefined && this.binding === 'websocket' && closure.closeCode !== closeCode) {
      throw new ConformanceViolation(`WebSocket close ${closeCode}`, this.#recorder.describe());
    }
    return closure;
  }

  async expectUsable(): Promise<void> {
    await this.barrier();
  }

  end(): void {
    this.#note('>', 'FIN');
    this.#open.end();
  }

  reset(): void {
    this.#note('>', 'RST');
    this.#open.reset();
  }

  destroy(): void {
    this.#wire?.destroy();
  }

  pauseReading(): void {
    this.#note('*', 'stops reading');
    this.#open.pause();
  }

  resumeReading(): void {
    this.#note('*', 'reads again');
    this.#open.resume();
  }

  get #open(): Wire {
    if (this.#wire === undefined) throw new Error(`${this.label} is not connected`);
    return this.#wire;
  }

  #write(bytes: Uint8Array | string, text: string): void {
    this.#setup.log.add(this.label, '>', text, Buffer.from(bytes));
    this.#open.write(bytes);
  }

  #wait({ withinMs }: WaitOptions): { withinMs: number; needsOpen: boolean } {
    return { withinMs: withinMs ?? this.#setup.deadlineMs, needsOpen: true };
  }

  #find<T extends ServerFrameType>(
    match: FrameMatch<T>,
    since: number,
    options: WaitOptions,
  ): Promise<{ frame: ServerFrame; index: number }> {
    let index = since;
    return this.#recorder.until(
      () => {
        for (; index < this.log.length; index++) {
          const { frame } = this.log[index] as Received;
          if (matches(match as FrameMatch, frame)) return { frame, index };
        }
        return undefined;
      },
      { ...this.#wait(options), expected: () => `${this.label} gets ${describeMatch(match)}` },
    );
  }

  #onFrame(value: unknown, text: string, ack: number | undefined): void {
    this.#note('<', ack === undefined ? text : `ack ${ack} ${text}`);
    const violation = this.#setup.isLenient ? undefined : this.#invariants.judge(value, text);
    if (violation !== undefined) {
      this.#broke(violation);
      return;
    }
    const frame = value as ServerFrame;
    if (frame.type === 'welcome') {
      this.#welcome = frame;
      this.#nick = frame.nick;
    } else if (frame.type === 'renamed' && frame.from === this.#nick) this.#nick = frame.to;
    this.#recorder.log.push({ frame, atMs: performance.now(), ...(ack !== undefined && { ack }) });
    // One that comes while the connection is still being opened is too early to be answered.
    if (
      frame.type === 'ping' &&
      this.#setup.autoPong &&
      this.#wire !== undefined &&
      this.closure === undefined
    ) {
      this.send({ type: 'pong', ...(frame.data !== undefined && { data: frame.data }) });
    }
    this.#recorder.changed();
  }

  #onClosed(how: Closure['how'], closeCode: number | undefined): void {
    if (this.closure !== undefined) return;
    this.#note('*', `closed: ${how}${closeCode === undefined ? '' : ` ${closeCode}`}`);
    const error = this.log.findLast(({ frame }) => frame.type === 'error')?.frame as
      | ServerFrameOf<'error'>
      | undefined;
    this.#recorder.closure = {
      how,
      atMs: performance.now(),
      ...(closeCode !== undefined && { closeCode }),
      ...(error !== undefined && { error }),
    };
    this.#recorder.changed();
  }

  #broke(violation: ConformanceViolation): void {
    this.#note('*', `broken: ${violation.message}`);
    if (!this.#setup.isLenient) this.#recorder.broke(violation);
  }

  #note(direction: '>' | '<' | '*', text: string): void {
    this.#setup.log.add(this.label, direction, text);
  }
}
