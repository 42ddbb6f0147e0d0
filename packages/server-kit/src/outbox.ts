// One client's way out: order, the byte limit, eviction and backlogs. When a frame is written, and together with
// which others, is the fan-out's affair; what the bytes look like is the payload's.
// It is long (above 300 lines) because order, limit, backlog and close decide over the same queue.
import type { EndDetails, Outlet } from '@hubbub/chat';
import {
  type Binding,
  CLOSE,
  type CloseCode,
  closeCodeOf,
  errorFrame,
  type ServerFrame,
  type WireErrorCode,
} from '@hubbub/protocol';
import type { Acks } from './acks.ts';
import { Backlog } from './backlog.ts';
import type { Connection, Transport } from './contract.ts';
import type { Counters } from './counters.ts';
import { OutboxMeter } from './outbox-meter.ts';
import { isFromOthers, type OutboxOwner, type Poster } from './outbox-ports.ts';
import { type Batch, type Entry, FrameEntry, FramePayload } from './payload.ts';

/**
 * Own replies above this mark stop the handling of further requests (FLOW-2), and a backlog is pulled below it. At this
 * size Node's streams begin to tell `drain`: with less in its buffer, nobody would say when to go on.
 */
const HIGH_WATER_BYTES = 65_536;

/** The outbox of one connection (FLOW-1, FLOW-2, HIST-4). */
export class Outbox implements Outlet {
  readonly connection: Connection;
  readonly binding: Binding;
  readonly transport: Transport;
  /** This tick's entries for this client alone; kept by the batched fan-out. */
  readonly queue: Entry[] = [];
  /** This tick's batch of the one room that has one, and of further rooms; kept by the batched fan-out. */
  batch: Batch | undefined;
  moreBatches: Batch[] | undefined;

  readonly #poster: Poster;
  readonly #owner: OutboxOwner;
  readonly #counters: Counters;
  readonly #acks: Acks | undefined;
  readonly #meter: OutboxMeter;
  #state: 'open' | 'ending' | 'closed' = 'open';
  #queuedOwnChars = 0;
  #backlogsQueued = 0;
  #backlog: Backlog | undefined;
  #wantsRelief = false;

  constructor(options: {
    connection: Connection;
    poster: Poster;
    owner: OutboxOwner;
    counters: Counters;
    maxOutboxBytes: number;
    acks?: Acks | undefined;
  }) {
    this.connection = options.connection;
    this.binding = options.connection.binding;
    this.transport = options.connection.transport;
    this.#poster = options.poster;
    this.#owner = options.owner;
    this.#counters = options.counters;
    this.#meter = new OutboxMeter(this.transport, options.maxOutboxBytes);
    this.#acks = options.acks;
  }

  /** Whether its end was neither queued nor reached: it takes new frames. */
  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** Whether it is closed: what was queued for it is of no use any more. */
  get isClosed(): boolean {
    return this.#state === 'closed';
  }

  /** Whether own replies wait: the connection then handles no further request (FLOW-2). */
  get isCongested(): boolean {
    if (this.#backlogsQueued > 0 || this.#queuedOwnChars > HIGH_WATER_BYTES) return true;
    return this.#meter.ownBytes + this.#queuedOwnChars > HIGH_WATER_BYTES;
  }

  /** Bytes waiting here and in the transport. */
  get bytes(): number {
    return this.transport.bufferedBytes + this.#meter.heldBytes;
  }

  /** Bytes that the kernel ever took. */
  get takenBytes(): number {
    return this.#meter.takenBytes;
  }

  send(frame: ServerFrame): void {
    if (this.#state !== 'open') return;
    this.#post(this.#acks?.entryFor(frame) ?? new FrameEntry(frame, !isFromOthers(frame)));
  }

  sendAll(frames: Iterable<ServerFrame>): void {
    if (this.#state !== 'open') return;
    this.#backlogsQueued++;
    this.#poster.post(this, { kind: 'backlog', stamp: 0, frames });
  }

  end(code: WireErrorCode, details: EndDetails & { retryAfterMs?: number } = {}): void {
    if (this.#state !== 'open') return;
    this.send(errorFrame(code, details));
    this.finish(closeCodeOf(code) ?? CLOSE.normal, code);
    this.#owner.ending(code);
  }

  bye(ref: string | undefined): void {
    if (this.#state !== 'open') return;
    this.send({ type: 'closing', reason: 'bye', ...(ref !== undefined && { ref }) });
    this.finish(CLOSE.normal, 'bye');
    this.#owner.ending('bye');
  }

  /** Closes the transport after all that was queued; nothing more is taken. */
  finish(code: CloseCode, reason: string): void {
    if (this.#state !== 'open') return;
    this.#state = 'ending';
    this.#poster.post(this, { kind: 'close', stamp: 0, code, reason });
  }

  /** Lets go of everything; the transport is gone. */
  dispose(): void {
    this.#state = 'closed';
    this.queue.length = 0;
    this.#stopBacklog();
  }

  /** Asks for one `relieved` once own replies are below the mark. */
  wantRelief(): void {
    this.#wantsRelief = true;
  }

  /** The transport's buffer ran empty. */
  drained(): void {
    if (this.#backlog !== undefined) this.#attempt(() => this.#pull());
    this.#relieve();
  }

  /** Writes one frame now. Used where nothing is collected. */
  takeOne(entry: Entry): void {
    if (this.#state === 'closed') return;
    if (entry.kind === 'frame' && entry.ack === undefined && this.#backlog === undefined) {
      const payload = entry.payload(this.binding);
      if (entry.isOwn) this.#queuedOwnChars = 0;
      this.#put(payload, entry.isOwn ? payload.byteLength : 0);
    } else this.take([entry]);
  }

  /** Writes a room's frames now, all of them caused by others. The fast path of the fan-out. */
  takeShared(batch: Batch): void {
    if (this.#state === 'closed') return;
    if (this.#backlog === undefined) this.#put(batch.payload(this.binding), 0);
    else for (const entry of batch.entries) this.#hold(entry);
  }

  /** Writes entries now, in this order, with as few writes as their kinds allow. */
  take(entries: readonly Entry[]): void {
    this.#queuedOwnChars = 0;
    this.#takeAll(entries);
    this.#relieve();
  }

  #takeAll(entries: readonly Entry[]): void {
    let run: FrameEntry[] = [];
    for (const entry of entries) {
      if (this.#state === 'closed') return;
      if (this.#backlog !== undefined) this.#hold(entry);
      else if (entry.kind === 'frame' && entry.ack === undefined) run.push(entry);
      else {
        this.#putRun(run);
        run = [];
        this.#takeSpecial(entry);
      }
    }
    this.#putRun(run);
  }

  /** The framework's own rooms sent a payload to this client, past this outbox. */
  tookElsewhere(payload: FramePayload): void {
    this.#wrote(1, payload.byteLength, 0);
    this.checkLimit();
  }

  /** Evicts the client if its transport holds too much of what others sent; for writes past this outbox. */
  checkLimit(): void {
    if (this.#state !== 'closed' && this.#meter.refuses(1, 0)) this.#evict();
  }

  #post(entry: FrameEntry): void {
    if (entry.isOwn) this.#queuedOwnChars += entry.text.length;
    this.#poster.post(this, entry);
  }

  #takeSpecial(entry: Entry): void {
    if (this.#state === 'closed') return;
    if (entry.kind === 'backlog') {
      this.#backlog = new Backlog(entry.frames);
      this.#poster.held(this, true);
      this.#attempt(() => this.#pull());
    } else if (entry.kind === 'close') {
      this.#state = 'closed';
      this.transport.close(entry.code, entry.reason);
    } else {
      this.#attempt(() => entry.ack?.({ ...entry.frame }));
      this.#wrote(1, entry.byteLength, entry.byteLength);
    }
  }

  #putRun(run: readonly FrameEntry[]): void {
    if (run.length === 0) return;
    if (run.length > 1 && !this.#poster.joinsFrames) {
      for (const entry of run) this.#putRun([entry]);
      return;
    }
    const [first] = run as [FrameEntry];
    const payload = run.length === 1 ? first.payload(this.binding) : new FramePayload(run, this.binding);
    let ownBytes = 0;
    for (const entry of run) if (entry.isOwn) ownBytes += entry.byteLength;
    this.#put(payload, Math.min(ownBytes, payload.byteLength));
  }

  /** The one door to the transport. */
  #put(payload: FramePayload, ownBytes: number): void {
    if (this.#state === 'closed') return;
    const size = payload.byteLength;
    if (this.#meter.refuses(size, ownBytes)) {
      this.#evict();
      return;
    }
    try {
      this.transport.write(payload);
    } catch (error) {
      this.#owner.broken(error);
      return;
    }
    this.#wrote(payload.count, size, ownBytes);
  }

  #wrote(frames: number, bytes: number, ownBytes: number): void {
    this.#meter.wrote(bytes, ownBytes);
    this.#counters.delivered += frames;
    this.#counters.writes++;
  }

  #attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#owner.broken(error);
    }
  }

  #evict(): void {
    this.dispose();
    const notice = new FrameEntry(errorFrame('slow_consumer'), true);
    this.#attempt(() => this.transport.write(notice.payload(this.binding)));
    this.transport.close(CLOSE.slowConsumer, 'slow_consumer');
    this.#owner.evicted();
  }

  /** Keeps an entry behind the backlog; what others sent counts against the limit (HIST-4). */
  #hold(entry: Entry): void {
    if (this.#state === 'closed') return;
    if (entry.kind === 'frame' && !entry.isOwn) {
      if (this.#meter.wouldPass(entry.byteLength)) {
        this.#evict();
        return;
      }
      this.#meter.heldBytes += entry.byteLength;
    }
    this.#backlog?.held.push(entry);
  }

  #pull(): void {
    while (this.#backlog !== undefined && this.transport.bufferedBytes < HIGH_WATER_BYTES) {
      const backlog = this.#backlog;
      const chunk = backlog.takeChunk();
      if (backlog.isOver) this.#stopBacklog();
      this.#putRun(chunk);
      // Another backlog among what was held holds the rest again.
      if (backlog.isOver) this.#takeAll(backlog.held);
    }
  }

  #stopBacklog(): void {
    if (this.#backlog === undefined) return;
    this.#backlog = undefined;
    this.#backlogsQueued--;
    this.#meter.heldBytes = 0;
    this.#poster.held(this, false);
  }

  #relieve(): void {
    if (!this.#wantsRelief || this.isCongested) return;
    this.#wantsRelief = false;
    this.#owner.relieved();
  }
}
