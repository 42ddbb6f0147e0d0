// What the bare servers share of the process contract: the configuration line is read, its limits stated and not heeded, the ready line is
// printed, SIGTERM ends the process.
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import {
  type Binding,
  type Limits,
  type ReadyLine,
  resolveLimits,
  type ServerConfig,
} from '@hubbub/protocol';
import type { BareRoom } from './bare-room.ts';

/** Reads the configuration line of stdin and gives its limits, filled up with the defaults. */
export async function configuredLimits(): Promise<Limits> {
  const lines = createInterface({ input: process.stdin });
  const [line] = (await once(lines, 'line')) as [string];
  lines.close();
  return resolveLimits((JSON.parse(line) as ServerConfig).limits);
}

/** Prints the ready line, and at SIGTERM the room's batching on stderr. */
export function ready(name: string, binding: Binding, url: string, limits: Limits, room: BareRoom): void {
  const line: ReadyLine = {
    ready: true,
    name,
    framework: name,
    runtime: `node ${process.version}`,
    pid: process.pid,
    features: [],
    limits,
    endpoints: [{ binding, url }],
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
  process.once('SIGTERM', () => {
    process.stderr.write(`${JSON.stringify({ deliveries: room.deliveries, writes: room.writes })}\n`);
    process.exit(0);
  });
}
