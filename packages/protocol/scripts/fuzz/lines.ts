// The decoder of lines against one that reads the whole stream at once, under any cut.
import type { Random } from './random.ts';
import { cut, type FuzzTarget, mustEqual, type Protocol, someText } from './target.ts';

const LIMIT = 48;
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** The lines binding. */
export function linesTarget(
  { LinesDecoder, encodeLines }: Protocol,
  seeds: readonly Uint8Array[],
): FuzzTarget {
  const decode = (chunks: readonly Uint8Array[], isLazy: boolean): string[] => {
    const decoder = new LinesDecoder(LIMIT);
    const events: string[] = [];
    const take = (): boolean => {
      const event = decoder.next();
      if (event !== undefined) events.push(event.kind === 'frame' ? `frame ${event.json}` : event.code);
      return event !== undefined;
    };
    for (const chunk of chunks) {
      decoder.push(chunk);
      chunk.fill(0x58);
      if (decoder.bufferedBytes > LIMIT + 1) throw new Error(`${decoder.bufferedBytes} bytes are held`);
      while (!isLazy && take());
    }
    while (take());
    return events;
  };
  return {
    id: 'lines',
    seeds,
    generate: (random) => Buffer.concat(Array.from({ length: 1 + random.below(6) }, () => someLine(random))),
    check(input, random) {
      const wanted = reference(input);
      mustEqual(decode([input.slice()], false), wanted, 'in one piece');
      mustEqual(decode(cut(input, random), random.chance(0.5)), wanted, 'in pieces');
      const frames = wanted.flatMap((event) => (event.startsWith('frame ') ? [event.slice(6)] : []));
      const whole = frames.filter((frame) => !frame.endsWith('\r'));
      const again = decode([encodeLines(whole).slice()], false);
      mustEqual(
        again,
        whole.map((frame) => `frame ${frame}`),
        'encoded and decoded again',
      );
      const last = wanted.at(-1);
      return `${Math.min(frames.length, 4)} ${last?.startsWith('frame ') ? 'frame' : last} ${Math.min(input.length >> 3, 12)}`;
    },
  };
}

function someLine(random: Random): Uint8Array {
  const near = LIMIT - 3 + random.below(6);
  const body = random.pick([
    () => encoder.encode(JSON.stringify({ type: someText(random, random.below(6)) })),
    () => new Uint8Array(near).fill(0x61),
    () => encoder.encode(someText(random, random.below(20))),
    () => random.bytes(random.below(12)),
  ])();
  return Buffer.concat([body, encoder.encode(random.pick(['\n', '\n', '\r\n', '\r\r\n', '\n\n', '\r', '']))]);
}

/** §2 word by word, over the whole stream. */
function reference(stream: Uint8Array): string[] {
  const events: string[] = [];
  for (let start = 0; ; ) {
    const lf = stream.indexOf(10, start);
    let end = lf < 0 ? stream.length : lf;
    if (end > start && stream[end - 1] === 13) end--;
    if (end - start > LIMIT) return [...events, 'frame_too_large'];
    if (lf < 0) return events;
    const line = stream.subarray(start, end);
    start = lf + 1;
    if (line.length === 0) continue;
    try {
      events.push(`frame ${strict.decode(line)}`);
    } catch {
      return [...events, 'invalid_utf8'];
    }
  }
}
