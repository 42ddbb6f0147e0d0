// The thread that a store is written in, so that waiting for the disk holds no client up. It carries out one order after
// another and knows nothing of the chat.
import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from './database.ts';
import type { StoreAnswer, StoreOrder, StoreSetup } from './store-messages.ts';

const say = (answer: StoreAnswer): void => parentPort?.postMessage(answer);
const failed = (error: unknown): void =>
  say({ kind: 'failed', why: error instanceof Error ? error.message : String(error) });

function serve(setup: StoreSetup): void {
  const database = openDatabase(setup);
  parentPort?.on('message', (order: StoreOrder) => {
    try {
      if (order.kind === 'load') say({ kind: 'loaded', entries: database.load(order.room) });
      else if (order.kind === 'commit') {
        database.commit(order);
        say({ kind: 'committed' });
      } else {
        database.close();
        say({ kind: 'closed' });
        parentPort?.close();
      }
    } catch (error) {
      failed(error);
    }
  });
  say({ kind: 'opened', rooms: database.rooms() });
}

try {
  serve(workerData as StoreSetup);
} catch (error) {
  failed(error);
}
