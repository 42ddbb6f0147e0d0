// Brings about, from outside, what a fault does to the server's process, at its time in the measured phase.
import type { ServerControl } from '../process/server-control.ts';
import type { Fault } from './schema.ts';

/** How the server's process ended, where the fault asked it to. */
export type FaultExit = { readonly ms: number; readonly code: number | null } | undefined;

/** Waits until the fault's time, `leadMs` before the phase begins, and carries it out. Resolves when it is over. */
export async function runServerFault(
  fault: Fault,
  server: ServerControl,
  url: string,
  leadMs: number,
): Promise<FaultExit> {
  await new Promise((resolve) => setTimeout(resolve, leadMs + fault.atMs));
  switch (fault.kind) {
    case 'pause':
      await server.pause(fault.forMs);
      return undefined;
    case 'drain':
      return server.drain();
    case 'kill':
      await server.restart(url);
      return undefined;
    default:
      return undefined;
  }
}
