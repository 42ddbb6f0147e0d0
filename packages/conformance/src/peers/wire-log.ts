// The record of one case run: who sent what, when. Kept while the case runs, shown where it does not pass.
import type { WireLine } from '../envelope.ts';

const MAX_LINES = 4_000;
const MAX_TEXT = 400;
/** How many bytes of what was sent last are told. */
const SENT_BYTES = 96;

/** Text with control characters escaped and a long middle cut out. */
export function shown(text: string, maxLength = MAX_TEXT): string {
  const cut =
    text.length <= maxLength
      ? text
      : `${text.slice(0, maxLength / 2)}…[${text.length} characters]…${text.slice(-maxLength / 4)}`;
  return cut.replace(/[\p{Cc}\u2028\u2029]/gu, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Bytes as text where they are printable, as hex otherwise. */
export function shownBytes(bytes: Uint8Array): string {
  const head = bytes.subarray(0, 160);
  const isPrintable = head.every((byte) => byte === 0x0a || byte === 0x0d || (byte >= 0x20 && byte < 0x7f));
  const text = isPrintable ? shown(Buffer.from(head).toString('latin1')) : Buffer.from(head).toString('hex');
  return `${isPrintable ? 'bytes' : 'hex'} ${text}${bytes.length > head.length ? `…[${bytes.length} bytes]` : ''}`;
}

/** Collects the lines of one case run. */
export class WireLog {
  readonly #lines: { atMs: number; peer: string; direction: WireLine['direction']; text: string }[] = [];
  readonly #startMs = performance.now();
  #dropped = 0;
  #sent: { peer: string; atMs: number; text: string; bytes: Uint8Array } | undefined;

  /** Adds one line, with the bytes that it stands for where they were sent; beyond 4 000 lines only counts them. */
  add(peer: string, direction: WireLine['direction'], text: string, bytes?: Uint8Array): void {
    if (bytes !== undefined) this.#sent = { peer, atMs: performance.now() - this.#startMs, text, bytes };
    if (this.#lines.length >= MAX_LINES) this.#dropped++;
    else this.#lines.push({ atMs: performance.now() - this.#startMs, peer, direction, text });
  }

  /** What was sent last, by whom and when, in words and as bytes; `undefined` where nothing was. */
  lastSent(): string | undefined {
    if (this.#sent === undefined) return undefined;
    const { peer, atMs, text, bytes } = this.#sent;
    const head = Buffer.from(bytes.subarray(0, SENT_BYTES)).toString('hex');
    const rest = bytes.length > SENT_BYTES ? '…' : '';
    return `by ${peer} at ${round(atMs)} ms: ${shown(text, 240)} (${bytes.length} bytes: ${head}${rest})`;
  }

  /** The first `most` lines, shortened for reading, and how many more there were. */
  lines(most = MAX_LINES): WireLine[] {
    const lines = this.#lines
      .slice(0, most)
      .map((line) => ({ ...line, atMs: round(line.atMs), text: shown(line.text) }));
    const more = this.#dropped + this.#lines.length - lines.length;
    if (more > 0) {
      const atMs = round(performance.now() - this.#startMs);
      lines.push({ atMs, peer: '', direction: '*', text: `${more} more lines` });
    }
    return lines;
  }
}

const round = (ms: number): number => Math.round(ms * 100) / 100;
