// What the runner and the generator's processes tell each other over IPC.
import type { Binding } from '@hubbub/protocol';
import type { FaultFacts, TimelinePoint } from '../faults/facts.ts';
import type { AckTotals } from '../ledger/ack-book.ts';
import type { GeneratorFacts, Latency, LedgerTotals } from '../results/schema.ts';
import type { Scenario } from '../scenario.ts';

/** What the generator is to do. */
export interface Job {
  readonly binding: Binding;
  readonly url: string;
  readonly scenario: Scenario;
  readonly seed: number;
  /** Which of how many processes this one is. It has the clients whose index leaves `process` over when divided. */
  readonly process: number;
  readonly processes: number;
  /** In microseconds of the machine's monotonic clock: all processes count from here. */
  readonly epochMicros: number;
  /** Whether to do without selectors. */
  readonly sockets?: 'node:net';
}

/** One stretch of load. */
export interface PhaseOrder {
  readonly name: 'warm-up' | 'measured';
  /** On the generator's clock. */
  readonly startMicros: number;
  readonly durationMs: number;
  /** In place of the scenario's; ladders climb with it. */
  readonly ratePerSecond?: number;
  /** Schedules differ, so that the measured one is not the one already seen. */
  readonly seed: number;
}

/** To the generator. The order is: open, join, then phases with their drains, then finish. */
export type Order =
  | { readonly kind: 'open'; readonly job: Job }
  /** All clients with an index below this join. */
  | { readonly kind: 'join'; readonly clients: number }
  /** Further clients come, say hello, join, and go again. */
  | { readonly kind: 'churn'; readonly clients: number }
  | { readonly kind: 'phase'; readonly phase: PhaseOrder }
  /** What other processes have sent, by room; then the rest is waited for. */
  | { readonly kind: 'drain'; readonly elsewhere: readonly number[] }
  | { readonly kind: 'finish' };

/** What the joining clients saw, where the scenario has a `connect` section. */
export interface ConnectReport {
  readonly joined: number;
  readonly failed: number;
  /** From the time a connection was due to `joined`. */
  readonly latency: Latency;
}

/** What a phase gave. */
export interface LoadReport {
  /** Totals of the phase and of those before it: a fault in any counts. */
  readonly ledger: LedgerTotals;
  /** Deliveries in this phase alone. */
  readonly delivered: number;
  readonly sent: number;
  /** Messages that fell due while their sender had no connection, and were not sent. */
  readonly unsent: number;
  /** From the phase's start to its last delivery. */
  readonly elapsedMs: number;
  readonly latency: Latency;
  readonly uncorrected: Latency;
  readonly negativeLatencies: number;
  readonly generator: GeneratorFacts;
  /** CPU that the generator used, ms, spinning included. */
  readonly cpuMs: number;
  /** CPU that it used for work, ms: reading, comparing, sending. */
  readonly busyMs: number;
  /** Deliveries that had to be parsed, over all: near one a message where all members get the same bytes. */
  readonly parsed: number;
  /** Reads that held at least one delivery: deliveries ÷ these bounds deliveries a server's write from above. */
  readonly reads: number;
  /** Latencies were recorded at every so-manieth client; the ledger is of all. */
  readonly sampledEvery: number;
  /** Means of single clients' latencies, ms: the median client and the worst. */
  readonly fairness: { readonly medianMs: number; readonly worstMs: number };
  readonly acks?: AckTotals;
  readonly moves: number;
  readonly histories: number;
  /** Connections that ended before `finish`, and error frames seen; none of a fault's victims. */
  readonly closedEarly: number;
  readonly errors: readonly string[];
  readonly isStalled: boolean;
  readonly timeline: readonly TimelinePoint[];
  readonly fault?: FaultFacts;
}

/** From the generator. */
export type Report =
  | { readonly kind: 'opened'; readonly sockets: string }
  | { readonly kind: 'joined'; readonly connect?: ConnectReport }
  | { readonly kind: 'churned' }
  /** All of this process's messages are on their way: so many by room. */
  | { readonly kind: 'sent'; readonly sent: readonly number[] }
  | { readonly kind: 'drained'; readonly report: LoadReport }
  | { readonly kind: 'finished'; readonly stalled: StalledFacts }
  | { readonly kind: 'failed'; readonly reason: string };

/** What clients that had stopped reading saw when they read on. */
export interface StalledFacts {
  /** Clients that were closed by the server. */
  readonly closed: number;
  /** Codes of the error frames that they read, if any. */
  readonly errors: readonly string[];
  /** For each `member_left` about one of them, as the others saw it: how many members were told which reason. */
  readonly reasons: Readonly<Record<string, number>>;
}

/** How many clients join first: they take the one-off costs, so that the others' memory is that of connections. */
export function membersFirst(clients: number): number {
  return Math.floor(clients / 4);
}
