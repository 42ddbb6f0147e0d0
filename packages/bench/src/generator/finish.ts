// The end of a load: victims that had stopped reading read on and see what became of them; then everybody goes.
import type { Client } from './client.ts';
import type { Crowd } from './crowd.ts';
import type { StalledFacts } from './job.ts';

const READ_ON_MS = 5_000;
const MAX_ERRORS = 20;

/** Lets stalled clients read on until they are closed, at most for a while, then closes everybody. */
export async function finish(crowd: Crowd): Promise<StalledFacts> {
  const { fault } = crowd.scenario;
  const isStalling = fault?.kind === 'slow-readers' || fault?.kind === 'half-open';
  const stalled = isStalling ? crowd.clients.filter((client) => !crowd.isHealthy(client)) : [];
  const errors: string[] = [];
  const reasons: Record<string, number> = {};
  const { promise, resolve } = Promise.withResolvers<void>();
  const closed = () => stalled.filter(({ isClosed }) => isClosed).length;
  const look = () => {
    if (closed() === stalled.length) resolve();
  };
  crowd.isExpectingClosures = true;
  crowd.watcher = {
    closed: look,
    frame: (client: Client, { type, code, reason }) => {
      if (crowd.isHealthy(client)) {
        if (type === 'member_left') reasons[String(reason)] = (reasons[String(reason)] ?? 0) + 1;
      } else if (type === 'error' && errors.length < MAX_ERRORS) errors.push(String(code));
    },
  };
  for (const client of stalled) client.resume();
  look();
  const timer = setTimeout(resolve, READ_ON_MS);
  await promise;
  clearTimeout(timer);
  const facts = { closed: closed(), errors, reasons };
  crowd.watcher = {};
  for (const client of crowd.clients) if (!client.isClosed) client.drop(false);
  return facts;
}
