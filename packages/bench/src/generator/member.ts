// One client of the load: its socket, its way into the room, its ledger. When it speaks is not its own business.
import { connect, type Socket } from 'node:net';
import type { ClientFrame } from '@hubbub/protocol';
import { type MemberEvents, MemberLedger, nickOf } from '../ledger/member-ledger.ts';
import type { RoomLog } from '../ledger/room-log.ts';
import type { SentLog } from '../ledger/sent-log.ts';
import type { ReadFrame, Wire } from '../wires/wire.ts';

/** What all members of a load share. */
export interface Crowded {
  readonly wire: Wire;
  readonly url: URL;
  readonly room: string;
  readonly log: RoomLog;
  readonly sent: SentLog;
  /** One buffer for all reads: it is read out before the next read begins. */
  readonly readBuffer: Buffer;
  /** Before a read's bytes are looked at. */
  reading(): void;
  /** After them. */
  read(): void;
  delivered(member: Member, seq: number): void;
  frame(member: Member, frame: ReadFrame): void;
  joined(member: Member): void;
  closed(member: Member): void;
}

/** One client that says hello, joins the room, answers pings and keeps its ledger. */
export class Member implements MemberEvents {
  readonly index: number;
  readonly ledger: MemberLedger;
  isJoined = false;
  isClosed = false;
  readonly #crowd: Crowded;
  readonly #socket: Socket;

  constructor(index: number, crowd: Crowded) {
    this.index = index;
    this.#crowd = crowd;
    const { greeting, scanner } = crowd.wire.connect(crowd.url);
    this.ledger = new MemberLedger(crowd.room, crowd.log, crowd.sent, crowd.wire, scanner, this);
    this.#socket = connect({
      host: crowd.url.hostname,
      port: Number(crowd.url.port),
      noDelay: true,
      onread: {
        buffer: crowd.readBuffer,
        callback: (size) => {
          crowd.reading();
          this.ledger.receive(crowd.readBuffer, size);
          crowd.read();
          return true;
        },
      },
    });
    this.#socket.on('connect', () => {
      if (greeting.length > 0) this.#socket.write(greeting);
      else this.open();
    });
    // What ends a connection is told by `close`; the error itself adds nothing.
    this.#socket.on('error', () => {});
    this.#socket.on('close', () => this.#close());
  }

  say(text: string): void {
    this.#send({ type: 'say', room: this.#crowd.room, text });
  }

  /** Stops reading: the kernel's buffers fill, then the server's. */
  stall(): void {
    this.#socket.pause();
  }

  /** Reads on after {@link Member.stall}. */
  resume(): void {
    this.#socket.resume();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  open(): void {
    this.#send({ type: 'hello', version: 1, nick: nickOf(this.index) });
    this.#send({ type: 'join', room: this.#crowd.room });
  }

  delivered(seq: number): void {
    this.#crowd.delivered(this, seq);
  }

  frame(frame: ReadFrame): void {
    if (frame.type === 'ping') {
      this.#send({ type: 'pong', ...('data' in frame ? { data: frame.data } : {}) });
    } else if (frame.type === 'joined' && !this.isJoined) {
      this.isJoined = true;
      this.#crowd.joined(this);
    }
    this.#crowd.frame(this, frame);
  }

  reply(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  ended(): void {
    this.#socket.destroy();
    this.#close();
  }

  #send(frame: ClientFrame): void {
    this.#socket.write(this.#crowd.wire.encode(frame));
  }

  #close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.#crowd.closed(this);
  }
}
