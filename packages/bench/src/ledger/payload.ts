// The text of every message: who sent it, the how-manieth, when it was due, then padding that depends on both.
// It can be made anew from these three, so any changed byte shows. ASCII only: what JSON escapes is conformance's.

const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_';
const HEAD = /^m (\d+) (\d+) (\d+) /;

/** What a text says of itself. */
export interface PayloadHead {
  readonly sender: number;
  /** 0 for the sender's first message. */
  readonly number: number;
  /** Microseconds on the generator's clock. */
  readonly intendedMicros: number;
}

/** The text of one message, `textBytes` long (at least 48, so that the head fits and a padding follows). */
export function payloadText(head: PayloadHead, textBytes: number): string {
  const start = `m ${head.sender} ${head.number} ${head.intendedMicros} `;
  let text = start;
  let state = (head.sender * 2_654_435_761 + head.number * 40_503 + 1) >>> 0;
  while (text.length < textBytes) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const at = state >>> 26;
    text += ALPHABET.slice(at, at + 8);
  }
  return text.length === textBytes ? text : text.slice(0, Math.max(textBytes, start.length));
}

/** The head of a text, or `undefined` where it has none. The rest is not looked at. */
export function payloadHead(text: string): PayloadHead | undefined {
  const match = HEAD.exec(text);
  if (match === null) return undefined;
  return { sender: Number(match[1]), number: Number(match[2]), intendedMicros: Number(match[3]) };
}
