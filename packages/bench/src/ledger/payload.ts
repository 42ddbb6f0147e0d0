// The text of every message: who sent it, the how-manieth, when it was due and when it left, then padding that depends on
// all of that, so any changed byte shows. A short text has no room for times. ASCII only: what JSON escapes is conformance's.

const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_';
const FULL = /^m (\d+) (\d+) (\d+) (\d+) /;
const SHORT = /^([0-9a-z]{1,4})\.([0-9a-z]{1,6}) /;
/** From this size on a text holds its times. */
const FULL_BYTES = 48;

/** What a text says of itself. */
export interface PayloadHead {
  readonly sender: number;
  /** 0 for the sender's first message. */
  readonly number: number;
  /** Microseconds on the generator's clock; -1 where the text has no room for it. */
  readonly intendedMicros: number;
  /** How much later than due it left, in microseconds; -1 likewise. */
  readonly slipMicros: number;
}

/** The text of one message, `textBytes` long (at least 16). */
export function payloadText(head: PayloadHead, textBytes: number): string {
  const { sender, number, intendedMicros, slipMicros } = head;
  const isFull = textBytes >= FULL_BYTES;
  const start = isFull
    ? `m ${sender} ${number} ${intendedMicros} ${slipMicros} `
    : `${sender.toString(36)}.${number.toString(36)} `;
  let state = (sender * 2_654_435_761 + number * 40_503 + 1) >>> 0;
  if (isFull) state = (state ^ Math.imul(intendedMicros >>> 0, 0x9e3779b1) ^ slipMicros) >>> 0;
  let text = start;
  while (text.length < textBytes) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const at = state >>> 26;
    text += ALPHABET.slice(at, at + 8);
  }
  return text.length === textBytes ? text : text.slice(0, Math.max(textBytes, start.length));
}

/** The head of a text, or `undefined` where it has none. The rest is not looked at. */
export function payloadHead(text: string): PayloadHead | undefined {
  const full = FULL.exec(text);
  if (full !== null) {
    const [sender, number, intendedMicros, slipMicros] = full.slice(1).map(Number) as [
      number,
      number,
      number,
      number,
    ];
    return { sender, number, intendedMicros, slipMicros };
  }
  const short = SHORT.exec(text);
  if (short === null) return undefined;
  const [, sender = '', number = ''] = short;
  return {
    sender: Number.parseInt(sender, 36),
    number: Number.parseInt(number, 36),
    intendedMicros: -1,
    slipMicros: -1,
  };
}

/** The nick of the generator's client with this index. */
export function nickOf(index: number): string {
  return `member-${index}`;
}
