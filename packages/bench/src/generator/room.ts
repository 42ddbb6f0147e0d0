// One room of the load: its log, what was sent into it, who is in it.
import { AckBook } from '../ledger/ack-book.ts';
import { RoomLog } from '../ledger/room-log.ts';
import { SentLog } from '../ledger/sent-log.ts';
import type { Client } from './client.ts';

const LOG_BYTES = 64 << 20;

/** A room and its books. After the server was started anew the books begin anew, since `seq` does. */
export class Room {
  readonly name: string;
  readonly index: number;
  /** Clients of this process that belong here or have been here; a log is kept for them. */
  readonly clients = new Set<Client>();
  /** How many of them are in the room now. */
  present = 0;
  sent: SentLog;
  log: RoomLog;
  acks = new AckBook();
  readonly #textBytes: number;
  readonly #hasOthers: boolean;
  readonly #logBytes: number;

  constructor(index: number, textBytes: number, hasOthers: boolean, rooms: number) {
    this.name = index === 0 ? 'bench' : `bench-${index}`;
    this.index = index;
    this.#textBytes = textBytes;
    this.#hasOthers = hasOthers;
    // A thousand rooms need not be a thousand times as much behind.
    this.#logBytes = Math.max(1 << 20, Math.floor(LOG_BYTES / rooms));
    this.sent = new SentLog(textBytes, hasOthers);
    this.log = this.#newLog();
  }

  /** Begins new books. */
  restart(): void {
    this.sent = new SentLog(this.#textBytes, this.#hasOthers);
    this.log = this.#newLog();
    this.acks = new AckBook();
    this.present = 0;
  }

  #newLog(): RoomLog {
    const log = new RoomLog(this.name, this.sent, this.#logBytes);
    log.onTrim = (base) => {
      for (const { ledger } of this.clients) if (ledger.log === log) ledger.trimmed(base);
    };
    return log;
  }
}
