// The graceful stop of STOP-1: stop accepting, say so to everybody, let what is queued leave, and be done in time
// whatever the peers do.
import type { Admin } from './admin.ts';
import type { Admission } from './admission.ts';
import type { Listening } from './contract.ts';
import type { House } from './house.ts';

/** The part of `limits.drainMs` after which those who are still there are dropped. */
const PATIENCE = 0.8;
/** The part of `limits.drainMs` after which nothing is waited for any more. */
const END = 0.9;

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
  const cancelAbort = clock.after(limits.drainMs * PATIENCE, () => admission.abortAll());
  let cancelEnd = () => {};
  const end = new Promise<void>((resolve) => {
    cancelEnd = clock.after(limits.drainMs * END, resolve);
  });
  await Promise.race([empty.then(() => closeDown(parts)), end]);
  cancelAbort();
  cancelEnd();
  deadlines.stop();
}

async function closeDown({ listening, admin }: { listening: Listening; admin: Admin | undefined }) {
  await listening.close();
  await admin?.close();
}
