// Clients that come and go, cycle after cycle: what of them is still there afterwards.

import { setTimeout as sleep } from 'node:timers/promises';
import { HubbubError } from '@hubbub/protocol';
import type { Crew } from '../generator/crew.ts';
import { countDescriptors } from '../process/proc.ts';
import type { ServerControl } from '../process/server-control.ts';
import { statsOf } from '../process/stats.ts';
import type { Scenario } from '../scenario.ts';

/** Readings after each cycle; the first are from before. */
export interface ChurnReadings {
  readonly descriptors: readonly number[];
  readonly memoryBytes: readonly number[];
  /** Connections by the server's own count; empty where it has none. */
  readonly connections: readonly number[];
}

const SETTLE_MS = 2_000;
const LOOK_MS = 50;

/** Runs the cycles. */
export async function readChurn(
  { cycles, clients }: NonNullable<Scenario['churn']>,
  server: ServerControl,
  crew: Crew,
  signal: AbortSignal | undefined,
): Promise<ChurnReadings> {
  const readings = { descriptors: [] as number[], memoryBytes: [] as number[], connections: [] as number[] };
  const read = async () => {
    readings.descriptors.push(countDescriptors(server.process.pid));
    readings.memoryBytes.push(server.memory().bytes);
    const stats = await statsOf(server.process, signal);
    if (stats !== undefined) readings.connections.push(stats.connections);
  };
  // The first cycle pays for what is allocated once.
  await crew.churn(clients);
  await settled(server);
  await read();
  const [most = 0] = readings.descriptors;
  for (let cycle = 0; cycle < cycles; cycle++) {
    if (signal?.aborted === true) throw new HubbubError('closed', 'the run was aborted');
    await crew.churn(clients);
    await settled(server, most);
    await read();
  }
  return readings;
}

/** Waits until the server's descriptors stay as they are, or are as few as before; not for ever. */
async function settled(server: ServerControl, most = 0): Promise<void> {
  let before = -1;
  for (let waited = 0; waited < SETTLE_MS; waited += LOOK_MS) {
    const now = countDescriptors(server.process.pid);
    if (now <= most || (now === before && waited >= SETTLE_MS / 4)) return;
    before = now;
    await sleep(LOOK_MS);
  }
}
