// The graceful stop of STOP-1: stop accepting, say so to everybody, let what is queued leave, and be done in time
// whatever the peers do.
import type { Admin } from './admin.ts';
import type { Admission } from './admission.ts';
import type { Listening } from './contract.ts';
import type { House } from './house.ts';

/** The part of `limits.drainMs` after which those who still read are dropped; the rest is for closing down. */
const PATIENCE = 0.8;

/** Stops a server; resolves within `limits.drainMs`, when no client and no listener is left. */
export async function drain(parts: {
  readonly house: House;
  readonly admission: Admission;
  readonly listening: Listening;
  readonly admin: Admin | undefined;
}): Promise<void> {
  const { house, admission, listening, admin } = parts;
  const { fanout, later, deadlines, clock, limits } = house;
  admin?.startDraining();
  listening.stopAccepting();
  const empty = admission.stop();
  admission.abortUnopened();
  for (const connection of [...admission.connections]) connection.shutDown();
  fanout.flush();
  later.run();
  const cancel = clock.after(limits.drainMs * PATIENCE, () => {
    admission.abortAll();
  });
  await empty;
  cancel();
  deadlines.stop();
  await listening.close();
  await admin?.close();
}
