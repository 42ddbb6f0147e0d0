// What the bare servers share of the process contract: the configuration line is read and not heeded, the ready line is
// printed, SIGTERM ends the process.
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type Binding, DEFAULT_LIMITS, type ReadyLine } from '@hubbub/protocol';
import type { BareRoom } from './bare-room.ts';

/** Waits for the configuration line of stdin. */
export async function configuration(): Promise<void> {
  const lines = createInterface({ input: process.stdin });
  await once(lines, 'line');
  lines.close();
}

/** Prints the ready line, and at SIGTERM the room's batching on stderr. */
export function ready(name: string, binding: Binding, url: string, room: BareRoom): void {
  const line: ReadyLine = {
    ready: true,
    name,
    framework: name,
    runtime: `node ${process.version}`,
    pid: process.pid,
    features: [],
    limits: DEFAULT_LIMITS,
    endpoints: [{ binding, url }],
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
  process.once('SIGTERM', () => {
    process.stderr.write(`${JSON.stringify({ deliveries: room.deliveries, writes: room.writes })}\n`);
    process.exit(0);
  });
}
