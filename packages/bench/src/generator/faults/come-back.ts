// Clients that lose their connection and try until they are back. Where the server is a new one, the books of every room
// begin anew: what was on its way to the old one is lost or not, and that is the fault's own account.
import { bookOf } from '../books.ts';
import type { Client } from '../client.ts';
import { nowMicros } from '../clock.ts';
import type { Crowd } from '../crowd.ts';
import type { FaultTracker } from './tracker.ts';

const RETRY_MS = 20;

/** Makes these clients come back whenever they are closed; gives what stops that. */
export function comeBack(
  crowd: Crowd,
  tracker: FaultTracker,
  clients: readonly Client[],
  { isServerNew }: { isServerNew: boolean },
): () => void {
  const away = new Set<Client>();
  const timers = new Set<NodeJS.Timeout>();
  const concerned = new Set(clients);
  let hasRestarted = false;
  let isOver = false;
  const retry = (client: Client) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      if (!isOver && client.isClosed) client.reconnect(client.ledger.lastSeq);
    }, RETRY_MS);
    timers.add(timer);
  };
  crowd.isExpectingClosures = true;
  const watcher = {
    frame: (client: Client, frame: { type: string; code?: unknown }) => {
      // Its old connection is not yet known to be gone: it has to wait, not to go through with this one.
      if (frame.type === 'error' && away.has(client)) {
        tracker.error(String(frame.code));
        client.drop(false);
      } else if (!concerned.has(client) || isServerNew) tracker.frame(client, frame);
    },
    closed: (client: Client) => {
      if (isServerNew && !hasRestarted) {
        hasRestarted = true;
        tracker.lost += settle(crowd);
      }
      if (!concerned.has(client)) {
        crowd.closedEarly++;
        return;
      }
      if (!away.has(client) && isServerNew) tracker.closedOne();
      away.add(client);
      retry(client);
    },
    joined: (client: Client) => {
      away.delete(client);
      if (away.size === 0) tracker.backMicros = nowMicros();
    },
  };
  crowd.watcher = watcher;
  return () => {
    isOver = true;
    for (const timer of timers) clearTimeout(timer);
    crowd.isExpectingClosures = false;
  };
}

/** Closes the books on the server that is gone; gives what of all that was sent to it was not delivered. */
function settle(crowd: Crowd): number {
  const lost = crowd.clients.reduce((sum, client) => sum + bookOf(client).lost, 0);
  for (const client of crowd.clients) client.ledger.leave(client.ledger.lastSeq);
  for (const room of crowd.rooms) room.restart();
  return lost;
}
