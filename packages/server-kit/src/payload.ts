// What travels through an outbox, and its encodings: each is made once, on first use, for all receivers.
import {
  type Binding,
  type CloseCode,
  encodeLines,
  encodeSocketIoPackets,
  encodeTextFrames,
  type ServerFrame,
  utf8Length,
} from '@hubbub/protocol';
import type { Payload } from './contract.ts';

// A WebSocket header of a text frame below 64 KiB, which is all but the largest.
const HEADER_BYTES = 4;

/** Views some frames as the payload of one binding. */
export class FramePayload implements Payload {
  readonly #entries: readonly FrameEntry[];
  readonly #binding: Binding;
  #frames: readonly ServerFrame[] | undefined;
  #texts: readonly string[] | undefined;
  #bytes: Uint8Array | undefined;
  #packets: string | undefined;
  #byteLength: number | undefined;

  constructor(entries: readonly FrameEntry[], binding: Binding) {
    this.#entries = entries;
    this.#binding = binding;
  }

  /** How many frames it holds. */
  get count(): number {
    return this.#entries.length;
  }

  get frames(): readonly ServerFrame[] {
    this.#frames ??= this.#entries.map((entry) => entry.frame);
    return this.#frames;
  }

  get texts(): readonly string[] {
    this.#texts ??= this.#entries.map((entry) => entry.text);
    return this.#texts;
  }

  get text(): string {
    return this.#entries[0]?.text ?? '';
  }

  get bytes(): Uint8Array {
    if (this.#bytes === undefined) {
      if (this.#binding === 'lines') this.#bytes = asBuffer(encodeLines(this.texts));
      else if (this.#binding === 'websocket') this.#bytes = asBuffer(encodeTextFrames(this.texts));
      else this.#encodePackets();
    }
    return this.#bytes as Uint8Array;
  }

  get packets(): string {
    if (this.#packets === undefined) this.#encodePackets();
    return this.#packets as string;
  }

  get byteLength(): number {
    if (this.#byteLength === undefined) {
      if (this.#binding === 'lines') this.#byteLength = this.bytes.byteLength;
      else {
        this.#byteLength = 0;
        for (const entry of this.#entries) this.#byteLength += entry.byteLength;
      }
    }
    return this.#byteLength;
  }

  #encodePackets(): void {
    const { text, bytes } = encodeSocketIoPackets(this.frames);
    this.#packets = text;
    this.#bytes = asBuffer(bytes);
  }
}

/** A Buffer over the same memory: streams would otherwise make one anew for every receiver. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Frames that many receivers share, and their payload for each binding. */
export class Batch {
  readonly entries: FrameEntry[] = [];
  #lines: FramePayload | undefined;
  #websocket: FramePayload | undefined;
  #socketIo: FramePayload | undefined;

  /** The payload of one binding; nothing may be added to `entries` afterwards. */
  payload(binding: Binding): FramePayload {
    if (binding === 'lines') {
      this.#lines ??= new FramePayload(this.entries, 'lines');
      return this.#lines;
    }
    if (binding === 'websocket') {
      this.#websocket ??= new FramePayload(this.entries, 'websocket');
      return this.#websocket;
    }
    this.#socketIo ??= new FramePayload(this.entries, 'socket.io');
    return this.#socketIo;
  }
}

/** A way to answer one request of one client without an event (SIO-1). */
export type Ack = (reply: Record<string, unknown>) => void;

/** One frame on its way to one client or many. */
export class FrameEntry {
  readonly kind = 'frame';
  /** Its place in the order of all that was queued in its tick. */
  stamp = 0;
  readonly frame: ServerFrame;
  /** Whether it answers the receiver's own request, which never evicts it (FLOW-2). */
  readonly isOwn: boolean;
  readonly ack: Ack | undefined;
  #text: string | undefined;
  #byteLength = 0;
  #alone: Batch | undefined;

  constructor(frame: ServerFrame, isOwn: boolean, ack?: Ack) {
    this.frame = frame;
    this.isOwn = isOwn;
    this.ack = ack;
  }

  /** The JSON text. */
  get text(): string {
    this.#text ??= JSON.stringify(this.frame);
    return this.#text;
  }

  /** About what it takes on the wire, in any binding. */
  get byteLength(): number {
    if (this.#byteLength === 0) this.#byteLength = utf8Length(this.text) + HEADER_BYTES;
    return this.#byteLength;
  }

  /** The payload of this frame alone. */
  payload(binding: Binding): FramePayload {
    if (this.#alone === undefined) {
      this.#alone = new Batch();
      this.#alone.entries.push(this);
    }
    return this.#alone.payload(binding);
  }
}

/** Frames that are taken one by one as the client reads (HIST-4). */
interface BacklogEntry {
  readonly kind: 'backlog';
  stamp: number;
  readonly frames: Iterable<ServerFrame>;
}

/** The end of a connection, after all that was queued before it. */
interface CloseEntry {
  readonly kind: 'close';
  stamp: number;
  readonly code: CloseCode;
  readonly reason: string;
}

/** Anything that an outbox takes in order. */
export type Entry = FrameEntry | BacklogEntry | CloseEntry;
