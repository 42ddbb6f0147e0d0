// One client's way out: order, the byte limit, eviction and backlogs. When a frame is written, and together with
// which others, is the fan-out's affair; what the bytes look like is the payload's.
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
import type { Connection, Transport } from './contract.ts';
import type { Counters } from './counters.ts';
import { OwnBytes } from './own-bytes.ts';
import { type Batch, type Entry, FrameEntry, FramePayload } from './payload.ts';

/** Own replies above this many unsent bytes stop the handling of further requests (FLOW-2). */
export const OWN_HIGH_WATER_BYTES = 65_536;
/** A backlog is pulled while the transport holds less than this; node:net tells `drain` from here on. */
const PULL_BELOW_BYTES = 65_536;
/** How much of a backlog is put into one payload. */
const PULL_CHUNK_CHARS = 32_768;

/** Frames that other clients cause: only these may evict (FLOW-2). */
const EVENTS: ReadonlySet<ServerFrame['type']> = new Set([
  'message',
  'direct',
  'member_joined',
  'member_left',
  'room_size',
  'presence',
]);

/** Who hears from an outbox. Nothing is called from inside the engine: the callee must put its work off. */
export interface OutboxOwner {
  /** The client is dropped as a slow consumer, by this call or an earlier one. */
  evicted(): void;
  /** The end was queued: no more frames follow. */
  ending(code: WireErrorCode | 'bye'): void;
  /** Own replies are below the mark again; called once after `wantsRelief`. */
  relieved(): void;
  /** The transport threw. */
  broken(error: unknown): void;
}

/** Decides when entries are written. */
export interface Poster {
  /** Whether payloads may hold more than one frame. */
  readonly joinsFrames: boolean;
  /** Queues one entry for one client. */
  post(outbox: Outbox, entry: Entry): void;
  /** A backlog began (`true`) or ended: the framework's own rooms cannot hold frames back behind it. */
  held(outbox: Outbox, isHeld: boolean): void;
}

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
  readonly #maxBytes: number;
  readonly #acks: Acks | undefined;
  readonly #own = new OwnBytes();
  #state: 'open' | 'ending' | 'closed' = 'open';
  #written = 0;
  #queuedOwnChars = 0;
  #backlogsQueued = 0;
  #backlog: Iterator<ServerFrame> | undefined;
  #heldEntries: Entry[] = [];
  #heldOthersBytes = 0;
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
    this.#maxBytes = options.maxOutboxBytes;
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
    if (this.#backlogsQueued > 0 || this.#queuedOwnChars > OWN_HIGH_WATER_BYTES) return true;
    return !this.#own.isEmpty && this.#ownBuffered() + this.#queuedOwnChars > OWN_HIGH_WATER_BYTES;
  }

  /** Bytes waiting here and in the transport. */
  get bytes(): number {
    return this.transport.bufferedBytes + this.#heldOthersBytes;
  }

  /** Bytes that the kernel ever took. */
  get takenBytes(): number {
    return this.#written - this.transport.bufferedBytes;
  }

  send(frame: ServerFrame): void {
    if (this.#state !== 'open') return;
    this.#post(this.#acks?.entryFor(frame) ?? new FrameEntry(frame, !EVENTS.has(frame.type)));
  }

  /** Takes a frame that was encoded for several clients. */
  share(entry: FrameEntry): void {
    if (this.#state === 'open') this.#poster.post(this, entry);
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
    this.#heldEntries = [];
    this.#heldOthersBytes = 0;
    this.#stopBacklog();
  }

  /** Asks for one `relieved` once own replies are below the mark. */
  wantRelief(): void {
    this.#wantsRelief = true;
  }

  /** The transport's buffer ran empty. */
  drained(): void {
    if (this.#backlog !== undefined) this.#pull();
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
    this.#written += payload.byteLength;
    this.#counters.delivered++;
  }

  /** Evicts the client if the transport holds too much of what others sent; for writes past this outbox. */
  checkLimit(): void {
    const buffered = this.transport.bufferedBytes;
    if (this.#state !== 'closed' && buffered > this.#maxBytes && this.#exceeds(buffered, 1)) this.#evict();
  }

  #post(entry: FrameEntry): void {
    if (entry.isOwn) this.#queuedOwnChars += entry.text.length;
    this.#poster.post(this, entry);
  }

  #takeSpecial(entry: Entry): void {
    if (this.#state === 'closed') return;
    if (entry.kind === 'backlog') {
      this.#backlog = entry.frames[Symbol.iterator]();
      this.#poster.held(this, true);
      this.#pull();
    } else if (entry.kind === 'close') {
      this.#state = 'closed';
      this.transport.close(entry.code, entry.reason);
    } else {
      const bytes = entry.payload(this.binding).byteLength;
      this.#attempt(() => entry.ack?.({ ...entry.frame }));
      this.#count(bytes, bytes, 1);
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
    if (run.length === 1) ownBytes = first.isOwn ? payload.byteLength : 0;
    else for (const entry of run) if (entry.isOwn) ownBytes += entry.payload(this.binding).byteLength;
    this.#put(payload, ownBytes);
  }

  /** The one door to the transport. */
  #put(payload: FramePayload, ownBytes: number): void {
    if (this.#state === 'closed') return;
    const size = payload.byteLength;
    const buffered = this.transport.bufferedBytes;
    // A transport that holds nothing has a reader, whatever the size of what comes now.
    if (buffered !== 0 && buffered + size > this.#maxBytes && this.#exceeds(buffered, size - ownBytes)) {
      this.#evict();
      return;
    }
    try {
      this.transport.write(payload);
    } catch (error) {
      this.#owner.broken(error);
      return;
    }
    this.#count(size, ownBytes, payload.count);
  }

  #count(size: number, ownBytes: number, frames: number): void {
    this.#written += size;
    this.#counters.delivered += frames;
    if (ownBytes !== 0 && this.transport.bufferedBytes !== 0) this.#own.add(this.#written, ownBytes);
  }

  #attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#owner.broken(error);
    }
  }

  /** Whether what others sent would pass the limit with `more` bytes on top (FLOW-1). */
  #exceeds(buffered: number, more: number): boolean {
    return more > 0 && buffered - this.#ownBuffered() + this.#heldOthersBytes + more > this.#maxBytes;
  }

  #ownBuffered(): number {
    if (this.#own.isEmpty) return 0;
    const buffered = this.transport.bufferedBytes;
    return Math.min(buffered, this.#own.after(this.#written - buffered));
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
    if (entry.kind === 'frame' && !entry.isOwn) {
      const size = entry.payload(this.binding).byteLength;
      if (this.#exceeds(this.transport.bufferedBytes, size)) {
        this.#evict();
        return;
      }
      this.#heldOthersBytes += size;
    }
    this.#heldEntries.push(entry);
  }

  #pull(): void {
    try {
      this.#pullChunks();
    } catch (error) {
      this.#owner.broken(error);
    }
  }

  #pullChunks(): void {
    while (this.#backlog !== undefined && this.transport.bufferedBytes < PULL_BELOW_BYTES) {
      const chunk: FrameEntry[] = [];
      let chars = 0;
      while (chars < PULL_CHUNK_CHARS) {
        const { value, done } = this.#backlog.next();
        if (done) {
          this.#stopBacklog();
          break;
        }
        const entry = new FrameEntry(value, true);
        chars += entry.text.length;
        chunk.push(entry);
      }
      this.#putRun(chunk);
      if (this.#backlog === undefined) this.#release();
    }
  }

  #stopBacklog(): void {
    if (this.#backlog === undefined) return;
    this.#backlog = undefined;
    this.#backlogsQueued--;
    this.#poster.held(this, false);
  }

  /** What was held behind a backlog that is over now follows; another backlog among it holds the rest again. */
  #release(): void {
    const held = this.#heldEntries;
    this.#heldEntries = [];
    this.#heldOthersBytes = 0;
    this.#takeAll(held);
  }

  #relieve(): void {
    if (!this.#wantsRelief || this.isCongested) return;
    this.#wantsRelief = false;
    this.#owner.relieved();
  }
}
