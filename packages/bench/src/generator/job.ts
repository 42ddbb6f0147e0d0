// What the runner and the generator process tell each other over IPC.
import type { Binding } from '@hubbub/protocol';
import type { GeneratorFacts, Latency, LedgerTotals } from '../results/schema.ts';
import type { Scenario } from '../scenario.ts';

/** What the generator is to do. */
export interface Job {
  readonly binding: Binding;
  readonly url: string;
  readonly scenario: Scenario;
  readonly seed: number;
  /** Members, counted from the last, that stop reading when the measured phase starts. They are not in the ledger's totals. */
  readonly stalled: number;
}

/** To the generator. The order is: connect (the first quarter), connect-rest, warm-up, measure, finish. */
export type Order =
  | { readonly kind: 'connect'; readonly job: Job }
  | { readonly kind: 'connect-rest' }
  | { readonly kind: 'warm-up' }
  | { readonly kind: 'measure' }
  | { readonly kind: 'finish' };

/** How many members join first: they take the one-off costs, so that the others' memory is that of connections. */
export function membersFirst(members: number): number {
  return Math.floor(members / 4);
}

/** What a member that had stopped reading saw when it read on. */
export interface StalledFacts {
  /** Members that were closed by the server. */
  readonly closed: number;
  /** Codes of the error frames that they read, if any. */
  readonly errors: readonly string[];
  /** For each `member_left` about one of them, as the others saw it: how many members were told which reason. */
  readonly reasons: Readonly<Record<string, number>>;
}

/** What the measured phase gave. */
export interface LoadReport {
  /** Totals of the measured phase and of the warm-up before it: a fault in either counts. */
  readonly ledger: LedgerTotals;
  /** Deliveries in the measured phase alone. */
  readonly delivered: number;
  readonly sent: number;
  /** From the phase's start to its last delivery. */
  readonly elapsedMs: number;
  readonly latency: Latency;
  readonly uncorrected: Latency;
  readonly negativeLatencies: number;
  readonly generator: GeneratorFacts;
  /** CPU that the generator used, ms, spinning included. */
  readonly cpuMs: number;
  /** Deliveries that had to be parsed, over all: near one a message where all members get the same bytes. */
  readonly parsed: number;
  /** Reads that held at least one delivery: deliveries ÷ these bounds deliveries a server's write from above. */
  readonly reads: number;
  /** Connections that ended before `finish`, and error frames seen. */
  readonly closedEarly: number;
  readonly errors: readonly string[];
  readonly isStalled: boolean;
}

/** From the generator. */
export type Report =
  | { readonly kind: 'joined' }
  | { readonly kind: 'warmed' }
  | { readonly kind: 'measured'; readonly report: LoadReport }
  | { readonly kind: 'finished'; readonly stalled: StalledFacts }
  | { readonly kind: 'failed'; readonly reason: string };
