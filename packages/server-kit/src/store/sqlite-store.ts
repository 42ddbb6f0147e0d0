// The durable store of a server (HIST-5): a SQLite file that a thread of its own writes. Here is the server's end of the
// line to that thread; what a log makes of a store is in packages/chat.
import { Worker } from 'node:worker_threads';
import type { LogStore } from '@hubbub/chat';
import { HubbubError } from '@hubbub/protocol';
import type { Log } from '../contract.ts';
import type { StoreAnswer, StoreOrder, StoreSetup } from './store-messages.ts';

/** A store, and its end. */
export interface SqliteStore extends LogStore {
  /** Resolves when all orders are carried out and the file is closed; what is appended afterwards is refused. */
  close(): Promise<void>;
}

/**
 * Opens the store and locks it for this process.
 * @throws HubbubError `config_invalid` where the file cannot be opened, is another process's, or there is no `node:sqlite`.
 */
export function openSqliteStore(setup: StoreSetup, log: Log): Promise<SqliteStore> {
  const thread = new Worker(new URL('./store-thread.ts', import.meta.url), { workerData: setup });
  const waiting: ((answer: StoreAnswer) => void)[] = [];
  let fault: string | undefined;

  const ask = (order: StoreOrder, done: (answer: StoreAnswer) => void): void => {
    const why = fault;
    if (why === undefined) {
      waiting.push(done);
      thread.postMessage(order);
    } else queueMicrotask(() => done({ kind: 'failed', why }));
  };
  const tell = (answer: StoreAnswer): void => {
    if (answer.kind === 'failed') log.error({ why: answer.why }, 'the store failed');
  };
  const store = (rooms: ReadonlyMap<string, number>): SqliteStore => ({
    rooms,
    load(room, done) {
      ask({ kind: 'load', room }, (answer) => {
        tell(answer);
        done(answer.kind === 'loaded' ? answer.entries : undefined);
      });
    },
    commit(commit, done) {
      ask({ kind: 'commit', ...commit }, (answer) => {
        tell(answer);
        done(answer.kind === 'committed');
      });
    },
    close: () =>
      new Promise((resolve) => {
        ask({ kind: 'close' }, () => resolve());
        fault ??= 'it is closed';
      }),
  });

  return new Promise((resolve, reject) => {
    const refuse = (why: string, cause?: unknown): void => {
      const sentence = `"store" ${setup.path}: ${why === 'database is locked' ? 'another process has it' : why}`;
      reject(new HubbubError('config_invalid', sentence, { cause }));
      void thread.terminate();
    };
    waiting.push((opened) => {
      if (opened.kind === 'opened') resolve(store(opened.rooms));
      else refuse(opened.kind === 'failed' ? opened.why : 'it does not answer');
    });
    thread.on('message', (answer: StoreAnswer) => waiting.shift()?.(answer));
    thread.on('error', (error: Error) => {
      fault ??= error.message;
      for (const done of waiting.splice(0)) done({ kind: 'failed', why: error.message });
    });
  });
}
