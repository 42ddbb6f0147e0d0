// All members of the one room: connects them, knows when all have joined, counts what comes, and sums the ledgers up.
// When anything is said is the load's business.
import { RoomLog } from '../ledger/room-log.ts';
import { SentLog } from '../ledger/sent-log.ts';
import type { LedgerTotals } from '../results/schema.ts';
import { type ReadFrame, wireOf } from '../wires/wire.ts';
import { nowMicros } from './clock.ts';
import type { Job, StalledFacts } from './job.ts';
import { type Crowded, Member } from './member.ts';
import { Phase } from './phase.ts';

const READ_BUFFER_BYTES = 65_536;
/** Connections that may be on their way at once: below the usual listen backlog of 511. */
const CONNECTING_AT_ONCE = 64;
/** Different error codes worth keeping. */
const MAX_ERRORS = 20;

/** The members of a load and what they got. */
export class Crowd implements Crowded {
  readonly wire;
  readonly url;
  readonly room = 'bench';
  readonly sent;
  readonly log;
  readonly readBuffer = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES);
  readonly members: Member[] = [];
  phase: Phase;
  closedEarly = 0;
  readonly errors: string[] = [];
  /** Called when a sender's own message came back to it. */
  onReturned: ((sender: number) => void) | undefined;
  /** Called after each read. */
  onRead: (() => void) | undefined;
  readonly #healthy: number;
  #readAt = 0;
  #deliveredBefore = 0;
  #progress: (() => void) | undefined;
  #fail: ((reason: Error) => void) | undefined;
  #joined = 0;
  #isFinishing = false;
  readonly #stalledErrors: string[] = [];
  readonly #reasons: Record<string, number> = {};

  constructor(job: Job) {
    this.#healthy = job.scenario.members - job.stalled;
    this.wire = wireOf(job.binding);
    this.url = new URL(job.url);
    this.sent = new SentLog(job.scenario.senders, job.scenario.textBytes);
    this.log = new RoomLog(this.sent, 0);
    this.log.onTrim = (base) => {
      for (const member of this.members) member.ledger.trimmed(base);
    };
    this.phase = new Phase(this.log);
  }

  /** Members that keep reading. */
  get healthy(): readonly Member[] {
    return this.members.slice(0, this.#healthy);
  }

  /** Connects members until there are so many, and waits until all have joined. Rejects where one cannot. */
  async join(members: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#fail = reject;
    this.#progress = () => {
      if (this.#joined === members) resolve();
      while (this.members.length < members && this.members.length - this.#joined < CONNECTING_AT_ONCE) {
        this.members.push(new Member(this.members.length, this));
      }
    };
    this.#progress();
    await promise;
    this.#progress = undefined;
    this.#fail = undefined;
  }

  /** Starts the counts of a new phase. */
  startPhase(): Phase {
    this.#deliveredBefore += this.phase.delivered;
    this.phase = new Phase(this.log);
    return this.phase;
  }

  /** Whether every healthy member has got everything that was sent. */
  get isDrained(): boolean {
    return this.#deliveredBefore + this.phase.delivered >= this.sent.sent * this.#healthy;
  }

  /** Sends one message from one sender, due at the given time. */
  say(sender: number, intendedMicros: number): void {
    const left = nowMicros();
    this.members[sender]?.say(this.sent.add(sender, intendedMicros, left));
    this.phase.left(intendedMicros, left);
  }

  /** Stops the last members from reading. */
  stall(): void {
    for (const member of this.members.slice(this.#healthy)) member.stall();
  }

  /** Lets stalled members read on until they are closed or `timeoutMs` is over, then closes everybody. */
  async finish(timeoutMs: number): Promise<StalledFacts> {
    const stalled = this.members.slice(this.#healthy);
    const { promise, resolve } = Promise.withResolvers<void>();
    const closed = () => stalled.filter((member) => member.isClosed).length;
    this.#progress = () => {
      if (closed() === stalled.length) resolve();
    };
    for (const member of stalled) member.resume();
    this.#progress();
    const timer = setTimeout(resolve, timeoutMs);
    await promise;
    clearTimeout(timer);
    const facts = { closed: closed(), errors: this.#stalledErrors, reasons: this.#reasons };
    this.#isFinishing = true;
    for (const member of this.members) member.destroy();
    return facts;
  }

  /** The ledgers of the healthy members together. */
  totals(): LedgerTotals {
    const totals = { delivered: 0, lost: 0, repeated: 0, outOfOrder: 0, corrupt: 0, membersHurt: 0 };
    const lateSeqs = this.log.lateSeqs();
    for (const { ledger } of this.healthy) {
      const { delivered, lost, repeated, outOfOrder, corrupt } = ledger.totals(lateSeqs);
      totals.delivered += delivered;
      totals.lost += lost;
      totals.repeated += repeated;
      totals.outOfOrder += outOfOrder;
      totals.corrupt += corrupt;
      if (lost + repeated + outOfOrder + corrupt > 0) totals.membersHurt++;
    }
    return { sent: this.sent.sent, expected: this.sent.sent * this.#healthy, ...totals };
  }

  reading(): void {
    this.#readAt = nowMicros();
  }

  read(): void {
    this.onRead?.();
  }

  delivered(member: Member, seq: number): void {
    if (member.index >= this.#healthy) return;
    const { phase } = this;
    if (phase.lastDeliveryMicros !== this.#readAt) {
      phase.lastDeliveryMicros = this.#readAt;
      phase.reads++;
    }
    phase.record(seq, this.#readAt);
    if (this.onReturned !== undefined && this.log.senders.get(seq) === member.index) {
      this.onReturned(member.index);
    }
  }

  joined(): void {
    this.#joined++;
    this.#progress?.();
  }

  frame(member: Member, frame: ReadFrame): void {
    if (frame.type === 'error') {
      const errors = member.index < this.#healthy ? this.errors : this.#stalledErrors;
      const code = String(frame.code);
      if (errors.length < MAX_ERRORS) errors.push(code);
      this.#fail?.(new Error(`member ${member.index} got error ${code}: ${String(frame.message)}`));
    } else if (frame.type === 'member_left' && member.index < this.#healthy) {
      const reason = String(frame.reason);
      this.#reasons[reason] = (this.#reasons[reason] ?? 0) + 1;
    }
  }

  closed(member: Member): void {
    if (this.#isFinishing) return;
    if (member.index < this.#healthy) this.closedEarly++;
    this.#fail?.(new Error(`member ${member.index} was closed before all had joined`));
    this.#progress?.();
  }
}
