// What a client sent and nobody handled yet, one decoder for each binding. Frames come out one by one, so that the
// connection can stop between any two of them (FLOW-2, ORDER-2).
import {
  type Binding,
  fromSocketIoEvent,
  type Limits,
  LinesDecoder,
  type ParsedRequest,
  parseRequest,
  parseRequestValue,
  utf8Length,
} from '@hubbub/protocol';
import type { Inbound, SocketIoEvent } from './contract.ts';
import type { Ack } from './payload.ts';

/** A frame as it came, or the one fault that ends the connection. */
export type InboxItem =
  | {
      readonly kind: 'frame';
      readonly json?: string;
      readonly value?: object;
      readonly ack?: Ack | undefined;
    }
  | { readonly kind: 'error'; readonly code: 'frame_too_large' | 'invalid_utf8' };

/** One binding's decoder. */
export interface Inbox<I = Inbound[Binding]> {
  push(input: I): void;
  /** The next frame, or `undefined` until more is pushed. */
  next(): InboxItem | undefined;
}

/** A queue of messages that a framework has already cut. */
abstract class MessageInbox<I> implements Inbox<I> {
  #items: InboxItem[] = [];
  #at = 0;

  push(input: I): void {
    this.#items.push(this.read(input));
  }

  next(): InboxItem | undefined {
    const item = this.#items[this.#at++];
    if (item === undefined) {
      this.#items = [];
      this.#at = 0;
    }
    return item;
  }

  protected abstract read(input: I): InboxItem;
}

const TOO_LARGE: InboxItem = Object.freeze({ kind: 'error', code: 'frame_too_large' });
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

class WebSocketInbox extends MessageInbox<Inbound['websocket']> {
  readonly #maxFrameBytes: number;

  constructor(maxFrameBytes: number) {
    super();
    this.#maxFrameBytes = maxFrameBytes;
  }

  protected read(input: string | Uint8Array): InboxItem {
    const json = typeof input === 'string' ? input : decoder.decode(input);
    const isTooLong =
      json.length * 3 > this.#maxFrameBytes &&
      (typeof input === 'string' ? utf8Length(input) : input.byteLength) > this.#maxFrameBytes;
    return isTooLong ? TOO_LARGE : { kind: 'frame', json };
  }
}

class SocketIoInbox extends MessageInbox<SocketIoEvent> {
  readonly #maxFrameBytes: number;

  constructor(maxFrameBytes: number) {
    super();
    this.#maxFrameBytes = maxFrameBytes;
  }

  protected read({ event, args, ack, byteLength }: SocketIoEvent): InboxItem {
    if (byteLength !== undefined && byteLength > this.#maxFrameBytes) return TOO_LARGE;
    return { kind: 'frame', value: fromSocketIoEvent(event, args).value, ack };
  }
}

/** The decoder of a binding. */
export function createInbox<B extends Binding>(binding: B, limits: Limits): Inbox<Inbound[B]> {
  const inbox: Inbox<Uint8Array> | Inbox<string | Uint8Array> | Inbox<SocketIoEvent> =
    binding === 'lines'
      ? new LinesDecoder(limits.maxFrameBytes)
      : binding === 'websocket'
        ? new WebSocketInbox(limits.maxFrameBytes)
        : new SocketIoInbox(limits.maxFrameBytes);
  return inbox as Inbox<Inbound[B]>;
}

/** Parses one item's frame. */
export function parseItem(item: Extract<InboxItem, { kind: 'frame' }>, limits: Limits): ParsedRequest {
  return item.json === undefined ? parseRequestValue(item.value, limits) : parseRequest(item.json, limits);
}

/** The `type` of a frame that could not be parsed as a request, if it has one; the rare path before `hello`. */
export function typeOfItem({ json, value }: Extract<InboxItem, { kind: 'frame' }>): unknown {
  const frame = (json === undefined ? value : JSON.parse(json)) as { type?: unknown };
  return frame.type;
}
