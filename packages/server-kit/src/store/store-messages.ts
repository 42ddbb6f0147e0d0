// What the server and the thread that writes its store say to each other. Types alone.
import type { Commit, LogEntry } from '@hubbub/chat';

/** What the thread is started with. */
export interface StoreSetup {
  /** The path of the SQLite file. */
  readonly path: string;
  /** Messages kept a room. */
  readonly historySize: number;
}

/** Orders, carried out and answered one after another. */
export type StoreOrder =
  | ({ readonly kind: 'commit' } & Commit)
  | { readonly kind: 'load'; readonly room: string }
  | { readonly kind: 'close' };

/** What the thread says: once how opening went, then an answer to each order. */
export type StoreAnswer =
  | { readonly kind: 'opened'; readonly rooms: ReadonlyMap<string, number> }
  | { readonly kind: 'committed' }
  | { readonly kind: 'loaded'; readonly entries: readonly LogEntry[] }
  | { readonly kind: 'closed' }
  | { readonly kind: 'failed'; readonly why: string };
