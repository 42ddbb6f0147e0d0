// All clients of this process and their rooms: connects them, knows when all have joined, counts what comes. What is said
// when, who goes and what breaks is the business of load.ts, moves.ts and faults/.

import { victimsOf } from '../faults/schema.ts';
import { refOf } from '../ledger/ack-book.ts';
import { DirectLedger } from '../ledger/direct-ledger.ts';
import type { RoomLog } from '../ledger/room-log.ts';
import { clientsOf, receiversOf, type Scenario } from '../scenario.ts';
import { type ReadFrame, wireOf } from '../wires/wire.ts';
import { Client, type Crowded } from './client.ts';
import { nowMicros } from './clock.ts';
import type { Job } from './job.ts';
import { Phase } from './phase.ts';
import { Room } from './room.ts';
import { roomPicker } from './room-picker.ts';
import type { Sockets } from './sockets/port.ts';

/** Different error codes worth keeping. */
const MAX_ERRORS = 20;
/** Beyond so many deliveries a second latencies are sampled. */
const MAX_RECORDED_PER_SECOND = 400_000;
/** Clients whose latencies are recorded in a closed loop. */
const RECORDED_WHEN_CLOSED = 50;

/** Who looks at single events, besides the counts: a fault in progress, or nobody. */
export interface Watcher {
  joined?(client: Client): void;
  closed?(client: Client): void;
  frame?(client: Client, frame: ReadFrame): void;
}

/** The clients of a load and what they got. */
export class Crowd implements Crowded {
  readonly wire;
  readonly url;
  readonly sockets: Sockets;
  readonly scenario: Scenario;
  readonly job: Job;
  /** In the order of their indices. */
  readonly clients: Client[] = [];
  readonly rooms: Room[] = [];
  phase: Phase;
  closedEarly = 0;
  readonly errors: string[] = [];
  joinedNow = 0;
  /** Clients with this index or a higher one are a fault's victims: they are in no total. */
  readonly healthyBelow: number;
  /** Set while something goes on that closes connections on purpose. */
  isExpectingClosures = false;
  watcher: Watcher = {};
  /** Called when a sender's own message came back to it. */
  onReturned: ((client: Client) => void) | undefined;
  /** Called after each read. */
  onRead: (() => void) | undefined;
  wrongHistory = 0;
  #readAt = 0;
  #isCounted = false;
  readonly #pickRoom: () => number;

  constructor(job: Job, sockets: Sockets) {
    const { scenario } = job;
    const { rooms = 1, textBytes, fault } = scenario;
    this.job = job;
    this.scenario = scenario;
    this.sockets = sockets;
    this.wire = wireOf(job.binding);
    this.url = new URL(job.url);
    for (let i = 0; i < rooms; i++) this.rooms.push(new Room(i, textBytes, job.processes > 1, rooms));
    const clients = clientsOf(scenario);
    this.healthyBelow = clients - victimsOf(fault, clients);
    this.#pickRoom = roomPicker(rooms, scenario.mix?.zipf ?? 0, job.seed + job.process);
    this.phase = new Phase(nowMicros(), 0, 1);
  }

  /** Clients that have joined and are no fault's victims. */
  get healthy(): readonly Client[] {
    return this.clients.filter((client) => client.hasJoined && this.isHealthy(client));
  }

  /** Whether a client is no fault's victim. */
  isHealthy(client: Client): boolean {
    return client.index < this.healthyBelow;
  }

  /** A new client with the next index of this process; it does not connect yet. */
  addClient(): Client {
    const { process, processes, scenario } = this.job;
    const index = process + this.clients.length * processes;
    const at = scenario.mix === undefined ? Math.floor(index / scenario.members) : this.#pickRoom();
    const client = new Client(index, this.rooms[at] as Room, this);
    this.clients.push(client);
    return client;
  }

  /** A room for somebody who moves: another one than theirs. */
  anotherRoom(than: Room): Room {
    for (;;) {
      const room = this.rooms[this.#pickRoom()] as Room;
      if (room !== than) return room;
    }
  }

  /** Gives every client its neighbour as the only one that writes to it. For direct messages, once all have joined. */
  pairUp(): void {
    this.clients.forEach((client, i) => {
      const sender = this.clients.at(i - 1) as Client;
      client.direct = new DirectLedger(sender.index, client.index, sender.room.sent);
    });
  }

  /** Starts the counts of a new phase. */
  startPhase(startMicros: number, ratePerSecond: number): Phase {
    const perSecond = ratePerSecond * receiversOf(this.scenario);
    const clients = clientsOf(this.scenario);
    // How many a closed loop will deliver is not known beforehand.
    const every = ratePerSecond === 0 ? clients / RECORDED_WHEN_CLOSED : perSecond / MAX_RECORDED_PER_SECOND;
    this.phase = new Phase(startMicros, clients, Math.max(1, Math.ceil(every)));
    return this.phase;
  }

  /** The client of this process with this index. */
  clientAt(index: number): Client | undefined {
    const { process, processes } = this.job;
    return index % processes === process ? this.clients[(index - process) / processes] : undefined;
  }

  /** Sends one message from one client, due at the given time; not where it is nowhere. */
  say(client: Client, intendedMicros: number): void {
    const { phase, scenario } = this;
    if (!client.isJoined) {
      phase.unsent++;
      return;
    }
    const left = nowMicros();
    const { sent } = client.room;
    const ref = scenario.acks === true ? refOf(client.index, sent.countOf(client.index)) : undefined;
    const text = sent.add(client.index, intendedMicros, left);
    if (scenario.to === 'direct') {
      const next = this.clientAt(client.index + this.job.processes) ?? (this.clients[0] as Client);
      client.tell(next.index, text, ref);
    } else client.say(text, ref);
    phase.left(intendedMicros, left);
  }

  reading(): void {
    this.#readAt = nowMicros();
    this.#isCounted = false;
  }

  read(): void {
    this.onRead?.();
  }

  delivered(client: Client, log: RoomLog, from: number, to: number): void {
    if (!this.isHealthy(client)) return;
    this.#countRead();
    this.phase.record(client.index, log, from, to, this.#readAt);
    if (this.onReturned === undefined) return;
    for (let seq = from; seq <= to; seq++) {
      if (log.senders.get(seq) === client.index) this.onReturned(client);
    }
  }

  joined(client: Client): void {
    this.joinedNow++;
    this.phase.timeline.connected(this.#readAt, this.joinedNow);
    this.watcher.joined?.(client);
  }

  frame(client: Client, frame: ReadFrame): void {
    switch (frame.type) {
      case 'said':
        client.room.acks.take(frame);
        break;
      case 'direct':
        this.#direct(client, frame);
        break;
      case 'history':
        this.#history(client, frame);
        break;
      case 'error':
        if (this.isHealthy(client) && this.errors.length < MAX_ERRORS) this.errors.push(String(frame.code));
        break;
      default:
    }
    this.watcher.frame?.(client, frame);
  }

  closed(client: Client): void {
    this.joinedNow = this.clients.reduce((sum, { isJoined }) => sum + (isJoined ? 1 : 0), 0);
    this.phase.timeline.connected(nowMicros(), this.joinedNow);
    if (this.isHealthy(client) && !this.isExpectingClosures) this.closedEarly++;
    this.watcher.closed?.(client);
  }

  #direct(client: Client, frame: ReadFrame): void {
    const head = client.direct?.take(frame);
    if (head === undefined) return;
    const sender = this.clientAt(head.sender);
    if (sender === undefined) return;
    if (this.isHealthy(client)) {
      this.#countRead();
      this.phase.recordOne(client.index, sender.room.sent, head, this.#readAt);
    }
    this.onReturned?.(sender);
  }

  /** This read held a delivery. */
  #countRead(): void {
    if (this.#isCounted) return;
    this.#isCounted = true;
    this.phase.reads++;
  }

  #history(client: Client, { messages }: ReadFrame): void {
    this.phase.histories++;
    const { log } = client.room;
    const list = Array.isArray(messages)
      ? (messages as { seq?: number; text?: string; from?: string }[])
      : [];
    this.wrongHistory += log.contradictions(list);
  }
}
