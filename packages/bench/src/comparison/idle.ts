// Clients that say nothing: memory and CPU at each step, from which slopes come.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Crew } from '../generator/crew.ts';
import { readKernelSocketBytes } from '../process/proc.ts';
import type { ServerControl } from '../process/server-control.ts';
import type { Scenario } from '../scenario.ts';

/** One step. */
export interface IdleStep {
  readonly clients: number;
  readonly memoryBytes: number;
  /** Of all TCP sockets of the machine, both ends of each connection. */
  readonly kernelBytes: number;
  /** CPU-ms a second of silence. */
  readonly cpuMsPerSecond: number;
}

/** Lets clients come in steps and reads after each, when nothing has happened for a while. */
export async function readIdle(
  { steps, holdMs }: NonNullable<Scenario['idle']>,
  server: ServerControl,
  crew: Crew,
  signal: AbortSignal | undefined,
): Promise<IdleStep[]> {
  const readings: IdleStep[] = [];
  for (const clients of steps) {
    await crew.join(clients);
    // What joining has left behind is done with in the first half; the second is silence.
    await sleep(holdMs / 2, undefined, signal === undefined ? {} : { signal });
    const before = server.cpu().totalNs;
    await sleep(holdMs / 2, undefined, signal === undefined ? {} : { signal });
    const cpuMs = (server.cpu().totalNs - before) / 1e6;
    readings.push({
      clients,
      memoryBytes: server.memory().bytes,
      kernelBytes: readKernelSocketBytes(),
      cpuMsPerSecond: cpuMs / (holdMs / 2_000),
    });
  }
  return readings;
}
