// The lines binding (§2): LF-terminated JSON texts from and to bytes. It knows nothing of JSON and of sockets.
import { ByteGatherer } from './byte-gatherer.ts';
import { encodeUtf8 } from './byte-slab.ts';
import { utf8Length } from './text.ts';

/** What {@link LinesDecoder} gives out: a line's text without its terminator, or the one error that ends the stream. */
export type DecodedFrame =
  | { readonly kind: 'frame'; readonly json: string }
  | { readonly kind: 'error'; readonly code: 'frame_too_large' | 'invalid_utf8' };

const LF = 0x0a;
const CR = 0x0d;
// A BOM is kept, since it is no JSON: dropping it would accept what FRAME-3 refuses.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decode(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Cuts a byte stream into lines. Feed it with `push`, then take frames with `next` until it answers `undefined`.
 *
 * Any split or merge of the stream gives the same frames (LINE-2); empty lines and a CR before LF are dropped (LINE-1);
 * what follows the last LF is never a frame (LINE-3). A line above `maxFrameBytes` is an error as soon as that is
 * certain, without waiting for its LF (FRAME-5); one that is not UTF-8 is an error when it is complete (FRAME-6).
 * After an error there is nothing more. Chunks are never retained: the caller may reuse their memory.
 */
export class LinesDecoder {
  readonly #maxFrameBytes: number;
  readonly #unfinished = new ByteGatherer();
  /** Complete lines, each with its LF, taken from `#at` on. */
  #lines = '';
  #at = 0;
  #failure: 'frame_too_large' | 'invalid_utf8' | undefined;
  #ended = false;

  constructor(maxFrameBytes: number) {
    this.#maxFrameBytes = maxFrameBytes;
  }

  /** Bytes held of the unfinished line: at most `maxFrameBytes` + 1 (a CR whose LF is not there yet). */
  get bufferedBytes(): number {
    return this.#unfinished.length;
  }

  /** Takes the next bytes of the stream. */
  push(chunk: Uint8Array): void {
    if (this.#failure !== undefined || this.#ended) return;
    const lastLf = chunk.lastIndexOf(LF);
    let start = 0;
    if (lastLf >= 0) {
      if (this.#unfinished.length > 0) {
        start = chunk.indexOf(LF) + 1;
        if (!this.#hold(chunk, 0, start - 1)) return;
        const line = this.#unfinished.bytes;
        this.#finishOne(line);
        this.#unfinished.clear();
      }
      if (this.#failure === undefined && start <= lastLf) this.#finishMany(chunk.subarray(start, lastLf + 1));
      start = lastLf + 1;
    }
    if (this.#failure === undefined && start < chunk.length) this.#hold(chunk, start, chunk.length);
  }

  /** The next frame, the error that ends the stream, or `undefined` until more bytes are pushed. */
  next(): DecodedFrame | undefined {
    while (this.#at < this.#lines.length) {
      const lf = this.#lines.indexOf('\n', this.#at);
      const end = lf > this.#at && this.#lines.charCodeAt(lf - 1) === CR ? lf - 1 : lf;
      const json = this.#lines.slice(this.#at, end);
      this.#at = lf + 1;
      if (json === '') continue;
      if (json.length * 3 > this.#maxFrameBytes && utf8Length(json) > this.#maxFrameBytes) {
        return this.#end('frame_too_large');
      }
      return { kind: 'frame', json };
    }
    this.#lines = '';
    this.#at = 0;
    return this.#failure === undefined ? undefined : this.#end(this.#failure);
  }

  #end(code: 'frame_too_large' | 'invalid_utf8'): DecodedFrame | undefined {
    this.#lines = '';
    this.#at = 0;
    this.#failure = undefined;
    this.#unfinished.clear();
    if (this.#ended) return undefined;
    this.#ended = true;
    return { kind: 'error', code };
  }

  /** Keeps `chunk[from, to)` as part of the unfinished line, unless the line is certainly too long. */
  #hold(chunk: Uint8Array, from: number, to: number): boolean {
    const excess = this.#unfinished.length + to - from - this.#maxFrameBytes;
    const last = to > from ? chunk[to - 1] : this.#unfinished.bytes.at(-1);
    if (excess > 1 || (excess === 1 && last !== CR)) {
      this.#failure = 'frame_too_large';
      this.#unfinished.clear();
      return false;
    }
    this.#unfinished.append(chunk, from, to);
    return true;
  }

  /** Takes one complete line without its LF. Its length was checked by `#hold`. */
  #finishOne(line: Uint8Array): void {
    const text = decode(line);
    if (text === undefined) this.#failure = 'invalid_utf8';
    else this.#add(`${text}\n`);
  }

  /** Takes complete lines at once, one call of the decoder for all: it is the costliest step of a small frame. */
  #finishMany(lines: Uint8Array): void {
    const text = decode(lines);
    if (text !== undefined) {
      this.#add(text);
      return;
    }
    // Somewhere in here is a fault. The lines before it still count (LINE-2), so find which one it is.
    for (let start = 0; this.#failure === undefined && start < lines.length; ) {
      const lf = lines.indexOf(LF, start);
      if (this.#hold(lines, start, lf)) this.#finishOne(this.#unfinished.bytes);
      this.#unfinished.clear();
      start = lf + 1;
    }
  }

  #add(lines: string): void {
    this.#lines = this.#at < this.#lines.length ? this.#lines.slice(this.#at) + lines : lines;
    this.#at = 0;
  }
}

/**
 * JSON texts as bytes of the lines binding, each followed by LF. A text must hold no raw LF. The memory may be shared
 * with other frames: read it, never transfer its `buffer`.
 */
export function encodeLines(texts: readonly string[]): Uint8Array {
  return encodeUtf8(texts.length === 0 ? '' : `${texts.join('\n')}\n`);
}
