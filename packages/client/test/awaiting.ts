// How tests wait for a client: for its next event, or until something is so. No sleeping, no polling.
import type { ClientEvents } from '../src/events.ts';
import type { Client } from '../src/index.ts';

/** The next event of this name for which `isWanted`, by default any. */
export function event<K extends keyof ClientEvents>(
  client: Client,
  name: K,
  isWanted: (event: ClientEvents[K]) => boolean = () => true,
): Promise<ClientEvents[K]> {
  return new Promise((resolve) => {
    const off = client.on(name, (told) => {
      if (!isWanted(told)) return;
      off();
      resolve(told);
    });
  });
}

/** The error that a promise rejects with; fails where it does not. */
export async function rejection(
  promise: Promise<unknown>,
): Promise<Error & { code?: string; details?: object }> {
  const value = await promise.then(
    (resolved) => ({ resolved }),
    (error: Error) => error,
  );
  if (value instanceof Error) return value;
  throw new Error(`expected a rejection, got ${JSON.stringify(value.resolved)}`);
}
