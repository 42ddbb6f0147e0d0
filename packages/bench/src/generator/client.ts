// One client of the load: its connection, its way into a room, its ledger. When it speaks, moves or goes is not its own
// business.
import type { ClientFrame } from '@hubbub/protocol';
import type { DirectLedger } from '../ledger/direct-ledger.ts';
import { type MemberEvents, MemberLedger } from '../ledger/member-ledger.ts';
import { nickOf } from '../ledger/payload.ts';
import type { RoomLog } from '../ledger/room-log.ts';
import type { ReadFrame, Wire } from '../wires/wire.ts';
import type { Room } from './room.ts';
import { type ClientSocket, hostOf, type Sockets, type Target } from './sockets/port.ts';

/** What all clients of a load share. */
export interface Crowded {
  readonly wire: Wire;
  readonly url: URL;
  readonly sockets: Sockets;
  /** Before a read's bytes are looked at, and after them. */
  reading(): void;
  read(): void;
  delivered(client: Client, log: RoomLog, from: number, to: number): void;
  frame(client: Client, frame: ReadFrame): void;
  joined(client: Client): void;
  closed(client: Client): void;
}

/** Clients that one source address has room for: ports are scarce. */
const CLIENTS_A_SOURCE = 20_000;

/** One client that says hello, joins its room, answers pings and keeps its ledger. */
export class Client implements MemberEvents {
  readonly index: number;
  readonly ledger: MemberLedger;
  /** Where direct messages to it are kept; where there are any. */
  direct: DirectLedger | undefined;
  /** The room it is in, or on its way to. */
  room: Room;
  isJoined = false;
  /** Whether it was ever in a room: who never was has nothing to get. */
  hasJoined = false;
  isClosed = true;
  /** Says nothing any more, not even pong. */
  isMute = false;
  /** When its connection was due, in microseconds. */
  dueMicros = 0;
  readonly #crowd: Crowded;
  #socket: ClientSocket | undefined;
  #greeting: Buffer;
  /** Which connection it is that it has now. */
  #link = 0;
  /** Seq that it must have got of the room it is leaving; -1: it is not. */
  #leavingAt = -1;

  constructor(index: number, room: Room, crowd: Crowded) {
    this.index = index;
    this.room = room;
    this.#crowd = crowd;
    const { greeting, scanner } = crowd.wire.connect(crowd.url);
    this.#greeting = greeting;
    this.ledger = new MemberLedger(room.log, crowd.wire, scanner, this);
    room.clients.add(this);
  }

  /** Connects, and joins its room. */
  connect(): void {
    const source = Math.floor(this.index / CLIENTS_A_SOURCE);
    const target: Target = { host: hostOf(this.#crowd.url), port: Number(this.#crowd.url.port) };
    const link = ++this.#link;
    this.isClosed = false;
    this.#socket = this.#crowd.sockets.dial(
      source === 0 ? target : { ...target, source: `127.0.0.${source + 1}` },
      {
        opened: () => this.#opened(),
        // What an earlier connection still tells is about the past.
        read: (bytes, size) => {
          if (link === this.#link) this.#read(bytes, size);
        },
        closed: () => {
          if (link === this.#link) this.#closed();
        },
      },
    );
  }

  /** Connects anew, after it was closed. What it was to get in its room before is settled: all up to `mustHave`. */
  reconnect(mustHave: number): void {
    this.ledger.leave(mustHave);
    const { greeting, scanner } = this.#crowd.wire.connect(this.#crowd.url);
    this.#greeting = greeting;
    this.ledger.reconnect(scanner);
    this.connect();
  }

  /** Leaves its room for another. */
  move(room: Room): void {
    this.#leavingAt = this.room.log.highestSeq;
    this.#gone();
    this.#send({ type: 'leave', room: this.room.name });
    this.room = room;
    room.clients.add(this);
    this.#send({ type: 'join', room: room.name });
  }

  /** Says one message; with a `ref` it asks for an acknowledgement. */
  say(text: string, ref?: string): void {
    const { name } = this.room;
    this.#send({ type: 'say', room: name, ...(ref === undefined ? {} : { ref }), text });
  }

  /** Says one message to one client alone. */
  tell(to: number, text: string, ref?: string): void {
    this.#send({ type: 'direct', to: nickOf(to), ...(ref === undefined ? {} : { ref }), text });
  }

  /** Asks for what was said in its room. */
  readBack(): void {
    this.#send({ type: 'history', room: this.room.name, limit: 50 });
  }

  /** Stops reading: the kernel's buffers fill, then the server's. */
  stall(): void {
    this.#socket?.pause();
  }

  /** Reads on after {@link Client.stall}. */
  resume(): void {
    this.#socket?.resume();
  }

  /** Ends the connection, with a reset or a FIN. */
  drop(isReset: boolean): void {
    if (isReset) this.#socket?.reset();
    else this.#socket?.close();
    this.#closed();
  }

  open(): void {
    this.#send({ type: 'hello', version: 1, nick: nickOf(this.index) });
    this.#send({ type: 'join', room: this.room.name });
  }

  delivered(log: RoomLog, from: number, to: number): void {
    this.#crowd.delivered(this, log, from, to);
  }

  frame(frame: ReadFrame): void {
    if (frame.type === 'ping') {
      if (!this.isMute) this.#send({ type: 'pong', ...('data' in frame ? { data: frame.data } : {}) });
    } else if (frame.type === 'left' && this.#leavingAt >= 0) {
      this.ledger.leave(this.#leavingAt);
      this.#leavingAt = -1;
    } else if (frame.type === 'joined' && !this.isJoined) this.#enter(frame);
    this.#crowd.frame(this, frame);
  }

  reply(bytes: Buffer): void {
    this.#socket?.write(bytes);
  }

  ended(): void {
    this.#socket?.close();
    this.#closed();
  }

  #opened(): void {
    if (this.#greeting.length > 0) this.#socket?.write(this.#greeting);
    else this.open();
  }

  #read(bytes: Buffer, size: number): void {
    this.#crowd.reading();
    this.ledger.receive(bytes, size);
    this.#crowd.read();
  }

  #closed(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.#link++;
    this.#gone();
    this.#crowd.closed(this);
  }

  #enter({ seq }: ReadFrame): void {
    const { room } = this;
    const since = typeof seq === 'number' ? seq : 0;
    if (room.present === 0) room.log.skipTo(since);
    this.isJoined = true;
    this.hasJoined = true;
    room.present++;
    this.ledger.enter(room.log, since);
    this.#crowd.joined(this);
  }

  #gone(): void {
    if (this.isJoined) this.room.present--;
    this.isJoined = false;
  }

  #send(frame: ClientFrame): void {
    this.#socket?.write(this.#crowd.wire.encode(frame));
  }
}
