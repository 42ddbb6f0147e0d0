// The generator as its user sees it: one process or several, which share the clients and the schedule among them.
import type { Binding } from '@hubbub/protocol';
import { clientsOf, type Scenario } from '../scenario.ts';
import type { ConnectReport, Job, LoadReport, Order, Report, StalledFacts } from './job.ts';
import { type GeneratorProcess, launchGenerator } from './launch.ts';
import { mergeConnects, mergeReports, mergeStalled } from './merge.ts';

const OPEN_TIMEOUT_MS = 30_000;
const JOIN_TIMEOUT_MS = 30_000;
/** What one client more may take to join. */
const JOIN_MS_A_CLIENT = 10;
const FINISH_TIMEOUT_MS = 15_000;
/** Beyond what the phase itself may take by its own rules. */
const PHASE_SLACK_MS = 15_000;
/** How long before a phase its order is given, so that every process has it in time. */
const LEAD_MS = 30;

/** What the crew is to load. */
export interface CrewJob {
  readonly binding: Binding;
  readonly url: string;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly sockets?: 'node:net';
}

/** The options of one phase. */
export interface PhaseRun {
  readonly name: 'warm-up' | 'measured';
  readonly durationMs: number;
  readonly seed: number;
  readonly ratePerSecond?: number;
  /** Called with the milliseconds that are left until the phase begins. */
  readonly onStart?: (leadMs: number) => void;
}

/** Generator processes that work together. Each call rejects with `start_failed`, `timed_out` or `closed` where it cannot be answered. */
export class Crew {
  readonly #processes: readonly GeneratorProcess[];
  #scenario: Scenario | undefined;
  /** What kind of sockets it has. */
  sockets = 'unknown';

  /** Starts a process on each of the CPU lists; null is any. */
  constructor(cpus: readonly (string | null)[], signal?: AbortSignal) {
    this.#processes = cpus.map((list) => launchGenerator(list, signal));
  }

  /** The process ids. */
  get pids(): number[] {
    return this.#processes.map(({ pid }) => pid);
  }

  /** Tells all what it is about. */
  async open(job: CrewJob): Promise<void> {
    this.#scenario = job.scenario;
    const processes = this.#processes.length;
    const epochMicros = monotonicMicros();
    const opened = await Promise.all(
      this.#processes.map((one, process) => {
        const own: Job = { ...job, process, processes, epochMicros };
        return one.ask({ kind: 'open', job: own }, 'opened', OPEN_TIMEOUT_MS);
      }),
    );
    this.#epochMicros = epochMicros;
    this.sockets = opened[0]?.sockets ?? 'unknown';
  }

  /** Connects clients until there are so many. */
  async join(clients: number): Promise<ConnectReport | undefined> {
    const { connect } = this.#given();
    const planned = connect === undefined ? 0 : (clientsOf(this.#given()) / connect.ratePerSecond) * 1_000;
    const timeoutMs = JOIN_TIMEOUT_MS + planned + JOIN_MS_A_CLIENT * clients;
    const reports = await this.#all({ kind: 'join', clients }, 'joined', timeoutMs);
    const connects = reports.flatMap((report) => report.connect ?? []);
    return connects.length === 0 ? undefined : mergeConnects(connects);
  }

  /** Lets so many strangers come and go. */
  async churn(clients: number): Promise<void> {
    const [one] = this.#processes;
    await one?.ask({ kind: 'churn', clients }, 'churned', JOIN_TIMEOUT_MS + JOIN_MS_A_CLIENT * clients);
  }

  /** Loads, and waits until everything was delivered. */
  async run({ name, durationMs, seed, ratePerSecond, onStart }: PhaseRun): Promise<LoadReport> {
    const timeoutMs = 4 * durationMs + 2 * this.#given().drainMs + PHASE_SLACK_MS;
    const startMicros = Math.floor(monotonicMicros() - this.#epochMicros) + LEAD_MS * 1_000;
    const rate = ratePerSecond === undefined ? {} : { ratePerSecond };
    const phase = { name, startMicros, durationMs, seed, ...rate };
    onStart?.(LEAD_MS);
    const sent = await this.#all({ kind: 'phase', phase }, 'sent', timeoutMs);
    const rooms = sent[0]?.sent.length ?? 0;
    const inAll = Array.from({ length: rooms }, (_, room) =>
      sent.reduce((sum, one) => sum + (one.sent[room] ?? 0), 0),
    );
    const reports = await Promise.all(
      this.#processes.map((one, i) => {
        const elsewhere = inAll.map((count, room) => count - (sent[i]?.sent[room] ?? 0));
        return one.ask({ kind: 'drain', elsewhere }, 'drained', timeoutMs);
      }),
    );
    return mergeReports(reports.map(({ report }) => report));
  }

  /** Closes everybody; the processes end. */
  async finish(): Promise<StalledFacts> {
    const finished = await this.#all({ kind: 'finish' }, 'finished', FINISH_TIMEOUT_MS);
    return mergeStalled(finished.map(({ stalled }) => stalled));
  }

  /** Ends the processes at once. */
  kill(): void {
    for (const one of this.#processes) one.kill();
  }

  #epochMicros = 0;

  #given(): Scenario {
    if (this.#scenario === undefined) throw new Error('open comes first');
    return this.#scenario;
  }

  #all<K extends Report['kind']>(
    order: Order,
    kind: K,
    timeoutMs: number,
  ): Promise<Extract<Report, { kind: K }>[]> {
    return Promise.all(this.#processes.map((one) => one.ask(order, kind, timeoutMs)));
  }
}

function monotonicMicros(): number {
  return Number(process.hrtime.bigint() / 1_000n);
}
