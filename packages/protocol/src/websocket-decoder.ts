// Bytes to WebSocket messages (RFC 6455 §5), without extensions. It answers nothing: pongs and closes are its caller's.
import { ByteGatherer } from './byte-gatherer.ts';
import { unmask } from './unmask.ts';
import { OPCODE } from './websocket-encode.ts';

/** What {@link WebSocketDecoder} gives out. `close` and `error` are the last event of a stream. */
export type WebSocketEvent =
  | { readonly kind: 'text'; readonly json: string }
  | { readonly kind: 'binary' }
  | { readonly kind: 'ping' | 'pong'; readonly payload: Uint8Array }
  | { readonly kind: 'close'; readonly code?: number; readonly reason: string }
  | { readonly kind: 'error'; readonly closeCode: 1002 | 1003 | 1007 | 1009; readonly message: string };

/** How {@link WebSocketDecoder} reads. */
export interface WebSocketDecoderOptions {
  /** The side that decodes: a `server` takes masked frames alone, a `client` unmasked ones (RFC 6455 §5.1). */
  readonly role: 'client' | 'server';
  /** The most payload bytes of a message, over all its frames; above it 1009 (FRAME-5, WS-2). */
  readonly maxMessageBytes: number;
}

interface Header {
  readonly fin: boolean;
  readonly opcode: number;
  readonly payloadAt: number;
  readonly length: number;
}

type Failure = Extract<WebSocketEvent, { kind: 'error' }>;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const failure = (closeCode: Failure['closeCode'], message: string): Failure => ({
  kind: 'error',
  closeCode,
  message,
});

/** Whether a close frame may carry this code (RFC 6455 §7.4, and the registry's 1012–1014). */
const isCloseCode = (code: number): boolean =>
  (code >= 1000 && code <= 1014 && code !== 1004 && code !== 1005 && code !== 1006) ||
  (code >= 3000 && code <= 4999);

function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Cuts a byte stream into WebSocket messages. Feed it with `push`, then take events with `next` until `undefined`.
 *
 * Any split of the stream gives the same events. Messages in fragments are joined, control frames between them come
 * out at once. A breach of RFC 6455 is an `error` with 1002, invalid UTF-8 with 1007, a message above
 * `maxMessageBytes` with 1009, each as soon as the header shows it. After `error` or `close` there is nothing more.
 * Chunks are neither changed nor retained: the caller may reuse their memory.
 */
export class WebSocketDecoder {
  readonly #isServer: boolean;
  readonly #maxMessageBytes: number;
  readonly #unfinished = new ByteGatherer();
  /** Bytes that `#unfinished` must reach before it is worth looking at again. */
  #need = 2;
  readonly #fragments = new ByteGatherer();
  /** The opcode of the message whose fragments are being gathered, or 0. */
  #fragmented = 0;
  #events: WebSocketEvent[] = [];
  #taken = 0;
  #ended = false;

  constructor({ role, maxMessageBytes }: WebSocketDecoderOptions) {
    this.#isServer = role === 'server';
    this.#maxMessageBytes = maxMessageBytes;
  }

  /** Bytes held of an unfinished message: at most `maxMessageBytes` + 14 of a header. */
  get bufferedBytes(): number {
    return this.#unfinished.length + this.#fragments.length;
  }

  /** Takes the next bytes of the stream. */
  push(chunk: Uint8Array): void {
    if (this.#ended) return;
    if (this.#unfinished.length === 0) {
      this.#keep(chunk, this.#readFrames(chunk));
      return;
    }
    this.#unfinished.append(chunk, 0, chunk.length);
    if (this.#unfinished.length < this.#need) return;
    const bytes = this.#unfinished.bytes;
    const read = this.#readFrames(bytes);
    if (read === 0 && !this.#ended) return;
    this.#unfinished.clear();
    this.#keep(bytes, read);
  }

  /** The next event, or `undefined` until more bytes are pushed. */
  next(): WebSocketEvent | undefined {
    const event = this.#events[this.#taken];
    if (event !== undefined) {
      this.#taken++;
    } else if (this.#taken > 0) {
      this.#events = [];
      this.#taken = 0;
    }
    return event;
  }

  #keep(bytes: Uint8Array, from: number): void {
    if (!this.#ended && from < bytes.length) this.#unfinished.append(bytes, from, bytes.length);
  }

  #end(event: WebSocketEvent): void {
    this.#events.push(event);
    this.#ended = true;
    this.#unfinished.clear();
    this.#fragments.clear();
  }

  /** Reads all complete frames and answers where the first unfinished one starts. */
  #readFrames(bytes: Uint8Array): number {
    let at = 0;
    while (!this.#ended) {
      const header = this.#readHeader(bytes, at);
      if (header === undefined) break;
      const end = header.payloadAt + header.length;
      if (end > bytes.length) {
        this.#need = end - at;
        break;
      }
      this.#readFrame(header, this.#payload(bytes, header.payloadAt, end));
      at = end;
    }
    return at;
  }

  /** The header at `at`; `undefined` where it is unfinished or was the stream's last (an error). */
  #readHeader(bytes: Uint8Array, at: number): Header | undefined {
    if (bytes.length - at < 2) {
      this.#need = 2;
      return undefined;
    }
    const first = bytes[at] as number;
    const second = bytes[at + 1] as number;
    const fin = first >= 0x80;
    const opcode = first & 0x0f;
    const fault = this.#faultOf(first, second);
    if (fault !== undefined) {
      this.#end(failure(1002, fault));
      return undefined;
    }
    let length = second & 0x7f;
    const maskAt = at + (length < 126 ? 2 : length === 126 ? 4 : 10);
    const payloadAt = this.#isServer ? maskAt + 4 : maskAt;
    if (bytes.length < maskAt) {
      this.#need = maskAt - at;
      return undefined;
    }
    if (length >= 126) {
      const isShort = length === 126;
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      length = isShort
        ? view.getUint16(at + 2)
        : view.getUint32(at + 2) * 0x1_0000_0000 + view.getUint32(at + 6);
      if (length < (isShort ? 126 : 65_536) || (bytes[at + 2] as number) >= (isShort ? 0x100 : 0x80)) {
        this.#end(failure(1002, 'a payload length is not in its shortest form'));
        return undefined;
      }
    }
    if (opcode < OPCODE.close && this.#fragments.length + length > this.#maxMessageBytes) {
      this.#end(failure(1009, `a message is longer than ${this.#maxMessageBytes} bytes`));
      return undefined;
    }
    if (bytes.length < payloadAt) {
      this.#need = payloadAt - at;
      return undefined;
    }
    return { fin, opcode, payloadAt, length };
  }

  /** What RFC 6455 §5 forbids in the first two bytes of a frame, or `undefined`. */
  #faultOf(first: number, second: number): string | undefined {
    const opcode = first & 0x0f;
    if ((first & 0x70) !== 0) return 'a reserved bit is set';
    if (second >= 0x80 !== this.#isServer) {
      return this.#isServer ? 'a client frame is not masked' : 'a server frame is masked';
    }
    if (opcode >= OPCODE.close) {
      if (opcode > OPCODE.pong) return 'an opcode is reserved';
      if (first < 0x80) return 'a control frame is fragmented';
      return (second & 0x7f) > 125 ? 'a control frame is longer than 125 bytes' : undefined;
    }
    if (opcode > OPCODE.binary) return 'an opcode is reserved';
    if (opcode === OPCODE.continuation) {
      return this.#fragmented === 0 ? 'a continuation continues nothing' : undefined;
    }
    return this.#fragmented === 0 ? undefined : 'a message starts before the last one ended';
  }

  /** The payload without its mask, valid until the next frame is read. */
  #payload(bytes: Uint8Array, from: number, to: number): Uint8Array {
    return this.#isServer ? unmask(bytes, from, to) : bytes.subarray(from, to);
  }

  #readFrame({ fin, opcode }: Header, payload: Uint8Array): void {
    if (opcode === OPCODE.close) this.#readClose(payload);
    else if (opcode === OPCODE.ping) this.#events.push({ kind: 'ping', payload: payload.slice() });
    else if (opcode === OPCODE.pong) this.#events.push({ kind: 'pong', payload: payload.slice() });
    else if (fin && this.#fragmented === 0) this.#readMessage(opcode, payload);
    else {
      if (opcode !== OPCODE.continuation) this.#fragmented = opcode;
      this.#fragments.append(payload, 0, payload.length);
      if (!fin) return;
      this.#readMessage(this.#fragmented, this.#fragments.bytes);
      this.#fragments.clear();
      this.#fragmented = 0;
    }
  }

  #readMessage(opcode: number, payload: Uint8Array): void {
    if (opcode === OPCODE.binary) {
      this.#events.push({ kind: 'binary' });
      return;
    }
    const json = decodeText(payload);
    if (json === undefined) this.#end(failure(1007, 'a text is not valid UTF-8'));
    else this.#events.push({ kind: 'text', json });
  }

  #readClose(payload: Uint8Array): void {
    if (payload.length === 0) {
      this.#end({ kind: 'close', reason: '' });
      return;
    }
    const code = payload.length === 1 ? 0 : ((payload[0] as number) << 8) | (payload[1] as number);
    if (!isCloseCode(code)) {
      this.#end(failure(1002, 'a close frame has no valid code'));
      return;
    }
    const reason = decodeText(payload.subarray(2));
    this.#end(
      reason === undefined
        ? failure(1007, 'a close reason is not valid UTF-8')
        : { kind: 'close', code, reason },
    );
  }
}
