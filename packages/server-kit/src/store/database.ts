// The SQLite file: tables, statements and the transaction of a commit. Everything here blocks; see store-thread.ts.
import { DatabaseSync } from 'node:sqlite';
import type { Commit, LogEntry } from '@hubbub/chat';
import type { StoreSetup } from './store-messages.ts';

const SCHEMA_VERSION = 1;

// WAL: a commit is one sequential write. FULL: it is on the disk before it is answered, so that it outlives a loss of power
// as well as a SIGKILL, for which the kernel's cache would do. EXCLUSIVE: a second process would give numbers twice.
const PRAGMAS = `
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
`;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS rooms (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, last INTEGER NOT NULL, used INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS messages (
    room INTEGER NOT NULL, seq INTEGER NOT NULL, sender TEXT NOT NULL, id TEXT, text TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (room, seq)
  ) STRICT, WITHOUT ROWID;
`;

interface MessageRow {
  readonly seq: number;
  readonly sender: string;
  readonly id: string | null;
  readonly text: string;
  readonly at: number;
}

/** An open store. */
export interface Database {
  /** The rooms with their last `seq`, the one longest unused first. */
  rooms(): Map<string, number>;
  /** The newest `historySize` messages of a room, oldest first. */
  load(room: string): LogEntry[];
  /** Keeps all of it or throws. */
  commit(commit: Commit): void;
  close(): void;
}

/**
 * Opens or creates the file, and locks it for this process.
 * @throws Error where it cannot be opened, belongs to another process or was made by something else.
 */
export function openDatabase({ path, historySize }: StoreSetup): Database {
  const db = new DatabaseSync(path);
  db.exec(PRAGMAS);
  const version = (db.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;
  if (version > SCHEMA_VERSION) throw new Error(`it was written by a later version (${version})`);
  db.exec(`BEGIN IMMEDIATE; ${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT;`);

  const allRooms = db.prepare('SELECT name, last FROM rooms ORDER BY used');
  const lastUse = db.prepare('SELECT coalesce(max(used), 0) AS used FROM rooms');
  const newest = db.prepare(
    'SELECT seq, sender, id, text, at FROM messages WHERE room = (SELECT id FROM rooms WHERE name = ?) ORDER BY seq DESC LIMIT ?',
  );
  const upsertRoom = db.prepare(
    'INSERT INTO rooms (name, last, used) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET last = excluded.last, used = excluded.used RETURNING id',
  );
  const insert = db.prepare(
    'INSERT INTO messages (room, seq, sender, id, text, at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const trim = db.prepare('DELETE FROM messages WHERE room = ? AND seq <= ?');
  const forgetMessages = db.prepare(
    'DELETE FROM messages WHERE room = (SELECT id FROM rooms WHERE name = ?)',
  );
  const forgetRoom = db.prepare('DELETE FROM rooms WHERE name = ?');
  let { used } = lastUse.get() as { used: number };

  const keep = ({ forgotten, appended }: Commit): void => {
    for (const room of forgotten) {
      forgetMessages.run(room);
      forgetRoom.run(room);
    }
    const lastOf = new Map(appended.map(({ room, entry }) => [room, entry.seq]));
    const idOf = new Map<string, number>();
    for (const [room, last] of lastOf) {
      const { id } = upsertRoom.get(room, last, ++used) as { id: number };
      idOf.set(room, id);
    }
    for (const { room, entry } of appended) {
      const { seq, from, id = null, text, at } = entry;
      insert.run(idOf.get(room) as number, seq, from, id, text, at);
    }
    for (const [room, last] of lastOf) trim.run(idOf.get(room) as number, last - historySize);
  };
  return {
    rooms: () =>
      new Map(
        (allRooms.all() as unknown as { name: string; last: number }[]).map(({ name, last }) => [name, last]),
      ),
    load: (room) =>
      (newest.all(room, historySize) as unknown as MessageRow[])
        .reverse()
        .map(({ seq, sender, id, text, at }) => ({
          seq,
          from: sender,
          text,
          at,
          ...(id !== null && { id }),
        })),
    commit(commit) {
      db.exec('BEGIN IMMEDIATE');
      try {
        keep(commit);
        db.exec('COMMIT');
      } catch (error) {
        if (db.isTransaction) db.exec('ROLLBACK');
        throw error;
      }
    },
    close: () => db.close(),
  };
}
