// The lines binding, client side, by the suite's own hand.
import { type Address, TcpLink } from './tcp-link.ts';
import type { Wire, WireEvents } from './wire.ts';

const LF = 0x0a;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Connects over the lines binding. */
export async function openLinesWire(
  address: Address,
  events: WireEvents,
  signal: AbortSignal,
): Promise<Wire> {
  let held: Buffer[] = [];
  const take = (line: Buffer): void => {
    let text: string;
    try {
      text = utf8.decode(line);
    } catch {
      events.broken('UTF-8 from the server', `hex ${line.subarray(0, 80).toString('hex')}`, 'FRAME-8');
      return;
    }
    if (text.endsWith('\r')) events.broken('LF alone after a frame', 'CR LF', 'LINE-1');
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      events.broken('a JSON text in each line', text, 'FRAME-8');
      return;
    }
    events.frame(value, text);
  };
  const link = await TcpLink.open(
    address,
    {
      bytes(chunk) {
        let start = 0;
        for (let lf = chunk.indexOf(LF); lf >= 0; lf = chunk.indexOf(LF, start)) {
          const piece = chunk.subarray(start, lf);
          const line = held.length === 0 ? piece : Buffer.concat([...held, piece]);
          held = [];
          start = lf + 1;
          take(line);
        }
        if (start < chunk.length) held.push(Buffer.from(chunk.subarray(start)));
      },
      closed: (how) => {
        if (held.length > 0 && how === 'fin') {
          events.broken(
            'a close on a frame boundary',
            `"${Buffer.concat(held).subarray(0, 80)}" and no LF`,
            'LINE-1',
          );
        }
        events.closed(how);
      },
    },
    signal,
  );
  return {
    binding: 'lines',
    textOf: (frame) => JSON.stringify(frame),
    bytesOfText: (text) => Buffer.from(`${text}\n`),
    write: (bytes) => link.write(bytes),
    end: () => link.end(),
    reset: () => link.reset(),
    destroy: () => link.destroy(),
    pause: () => link.pause(),
    resume: () => link.resume(),
  };
}
