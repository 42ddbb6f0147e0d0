// The WebSocket decoder of either side against RFC 6455 §5 read frame by frame over the whole stream, under any cut.
import type { Random } from './random.ts';
import { cut, type FuzzTarget, mustEqual, type Protocol, someText } from './target.ts';

const LIMIT = 300;
/** A header, and one control frame whose end is not there yet. */
const HELD_BESIDES = 14 + 125 + 14;
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** The websocket binding as `role` decodes it. */
export function webSocketTarget(
  { WebSocketDecoder, encodeFrame }: Protocol,
  role: 'client' | 'server',
  seeds: readonly Uint8Array[],
): FuzzTarget {
  const decode = (chunks: readonly Uint8Array[], isLazy: boolean): string[] => {
    const decoder = new WebSocketDecoder({ role, maxMessageBytes: LIMIT });
    const events: string[] = [];
    const take = (): boolean => {
      const event = decoder.next();
      if (event?.kind === 'text') events.push(`text ${event.json}`);
      else if (event?.kind === 'binary') events.push('binary');
      else if (event?.kind === 'error') events.push(`error ${event.closeCode}`);
      else if (event?.kind === 'close') events.push(`close ${event.code} ${event.reason}`);
      else if (event !== undefined)
        events.push(`${event.kind} ${Buffer.from(event.payload).toString('hex')}`);
      return event !== undefined;
    };
    for (const chunk of chunks) {
      decoder.push(chunk);
      chunk.fill(0x58);
      if (decoder.bufferedBytes > LIMIT + HELD_BESIDES)
        throw new Error(`${decoder.bufferedBytes} bytes are held`);
      while (!isLazy && take());
    }
    while (take());
    return events;
  };
  return {
    id: `websocket, ${role} side`,
    seeds,
    generate: (random) =>
      Buffer.concat(
        Array.from({ length: 1 + random.below(6) }, () => someFrame(random, role === 'server', encodeFrame)),
      ),
    check(input, random) {
      const wanted = reference(input, role);
      mustEqual(decode([input.slice()], false), wanted, 'in one piece');
      mustEqual(decode(cut(input, random), random.chance(0.5)), wanted, 'in pieces');
      return wanted
        .map((event) => (event.startsWith('error') ? event : event.split(' ')[0]))
        .slice(0, 6)
        .join(' ');
    },
  };
}

function someFrame(random: Random, isMasked: boolean, encodeFrame: Protocol['encodeFrame']): Uint8Array {
  const opcode = random.chance(0.8) ? random.pick([0, 1, 1, 1, 2, 8, 9, 10]) : random.below(16);
  const payload = random.pick([
    () => encoder.encode(someText(random, random.below(30))),
    () => random.bytes(random.below(20)),
    () => new Uint8Array(random.pick([0, 1, 124, 125, 126, 127, LIMIT - 1, LIMIT, LIMIT + 1])).fill(0x61),
    () => Buffer.concat([someCloseCode(random), encoder.encode(someText(random, random.below(8)))]),
  ])();
  const mask = isMasked === random.chance(0.98) ? random.bytes(4) : undefined;
  const fin = random.chance(opcode >= 8 ? 0.98 : 0.6);
  const frame = encodeFrame({ opcode, fin, rsv: random.chance(0.02) ? random.below(8) : 0, payload, mask });
  // A length in more bytes than it needs, or one that promises gigabytes.
  if (random.chance(0.02)) frame[1] = ((frame[1] as number) & 0x80) | random.pick([126, 127]);
  return frame;
}

/** The edges of what RFC 6455 §7.4 allows, and any other. */
function someCloseCode(random: Random): Uint8Array {
  const edges = [999, 1000, 1003, 1004, 1005, 1006, 1007, 1014, 1015, 2999, 3000, 4999, 5000];
  const code = random.chance(0.8) ? random.pick(edges) : random.below(65_536);
  return Uint8Array.of(code >> 8, code & 0xff);
}

/** RFC 6455 §5.2–5.6 and §7.4, over the whole stream: slow, and written apart from the decoder. */
function reference(stream: Uint8Array, role: 'client' | 'server'): string[] {
  const events: string[] = [];
  let message: { opcode: number; parts: Uint8Array[]; length: number } | undefined;
  for (let at = 0; ; ) {
    const [first, second] = [stream[at], stream[at + 1]];
    if (first === undefined || second === undefined) return events;
    const opcode = first % 16;
    const isControl = opcode >= 8;
    const isFinal = first >= 128;
    const isWrong =
      (first >> 4) % 8 !== 0 ||
      second >= 128 !== (role === 'server') ||
      ![0, 1, 2, 8, 9, 10].includes(opcode) ||
      (isControl && (!isFinal || second % 128 > 125)) ||
      (!isControl && (opcode === 0) !== (message !== undefined));
    if (isWrong) return [...events, 'error 1002'];
    let length = BigInt(second % 128);
    let next = at + 2;
    if (length >= 126n) {
      const width = length === 126n ? 2 : 8;
      const bytes = stream.subarray(next, next + width);
      if (bytes.length < width) return events;
      length = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
      next += width;
      if (length < (width === 2 ? 126n : 65_536n) || length >= 1n << 63n) return [...events, 'error 1002'];
    }
    if (!isControl && BigInt(message?.length ?? 0) + length > BigInt(LIMIT)) return [...events, 'error 1009'];
    const mask = role === 'server' ? stream.subarray(next, next + 4) : new Uint8Array(4);
    if (role === 'server') next += 4;
    at = next + Number(length);
    if (at > stream.length || mask.length < 4) return events;
    const payload = stream.slice(next, at).map((byte, index) => byte ^ (mask[index % 4] as number));
    if (opcode === 9 || opcode === 10) {
      events.push(`${opcode === 9 ? 'ping' : 'pong'} ${Buffer.from(payload).toString('hex')}`);
    } else if (opcode === 8) {
      return [...events, closeOf(payload)];
    } else {
      message ??= { opcode, parts: [], length: 0 };
      message.parts.push(payload);
      message.length += payload.length;
      if (!isFinal) continue;
      const text = textOf(Buffer.concat(message.parts));
      if (message.opcode === 2) events.push('binary');
      else if (text === undefined) return [...events, 'error 1007'];
      else events.push(`text ${text}`);
      message = undefined;
    }
  }
}

function closeOf(payload: Uint8Array): string {
  const [high, low] = payload;
  if (high === undefined) return 'close undefined ';
  if (low === undefined) return 'error 1002';
  const code = high * 256 + low;
  const isKnown = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014].includes(code);
  if (!isKnown && (code < 3000 || code > 4999)) return 'error 1002';
  const reason = textOf(payload.subarray(2));
  return reason === undefined ? 'error 1007' : `close ${code} ${reason}`;
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}
