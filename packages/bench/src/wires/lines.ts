// The lines binding (§2): a frame, then LF. Nothing of TCP.
import { isReadFrame, parseJson } from './read-frame.ts';
import type { ScanKind, Scanner, Wire } from './wire.ts';

const LF = 0x0a;
const NOTHING = Buffer.alloc(0);

class LineScanner implements Scanner {
  next = 0;
  start = 0;
  end = 0;
  readonly reply = NOTHING;

  scan(bytes: Buffer, from: number, to: number): ScanKind {
    const at = bytes.indexOf(LF, from);
    if (at === -1 || at >= to) return 'incomplete';
    this.next = at + 1;
    this.start = from;
    this.end = at;
    return at === from ? 'skip' : 'frame';
  }
}

/** Frames over TCP, each followed by LF. */
export const linesWire: Wire = {
  connect: () => ({ greeting: NOTHING, scanner: new LineScanner() }),
  encode: (frame) => Buffer.from(`${JSON.stringify(frame)}\n`),
  decode: (json) => {
    const value = parseJson(json);
    return isReadFrame(value) ? value : undefined;
  },
};
