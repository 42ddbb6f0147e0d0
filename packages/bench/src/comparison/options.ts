// What runComparison takes and tells while it runs: types alone.
import type { Entrant, FanoutMode } from '@hubbub/protocol';
import type { Flag, Results, Sample, Tier } from '../results/schema.ts';
import type { Scenario } from '../scenario.ts';

/** One server to compare, in the fan-out modes to compare it in. */
export interface ComparedEntrant {
  /** The parsed entrant.json. */
  readonly entrant: Entrant;
  /** The folder of entrant.json, in which its command runs. */
  readonly folder: string;
  /** Fan-out modes to measure; each becomes a row of each scenario. */
  readonly modes: readonly FanoutMode[];
}

/** What is known of a server's conformance; a server without it is measured but not ranked. */
export interface ConformanceStanding {
  /** Whether the gate's profile passed. */
  readonly passed: boolean;
  /** A short word for the table, such as `core 101/101`. */
  readonly detail: string;
  /** Of everything that the pass depends on. */
  readonly contentHash?: string;
}

/** What is told while a comparison runs. */
export type ComparisonProgress =
  | { readonly kind: 'started'; readonly samples: number; readonly estimatedMs: number }
  | {
      readonly kind: 'sample-started' | 'sample-done';
      /** 1 to `of`. */
      readonly index: number;
      readonly of: number;
      readonly server: string;
      readonly mode: FanoutMode;
      readonly scenario: string;
      readonly round: number;
      /** What the plan says is left, ms, this sample included where it only starts. */
      readonly plannedLeftMs: number;
      /** Present where the sample is done. */
      readonly sample?: Sample;
    };

/** The options of `runComparison`. */
export interface ComparisonOptions {
  readonly entrants: readonly ComparedEntrant[];
  readonly tier: Tier;
  /** Hours that measuring may take: `full` and `capacity` fit their rounds to it. */
  readonly hours?: number;
  /** Run these instead of the tier's own. */
  readonly scenarios?: readonly Scenario[];
  /** Servers that are not there, and why: they stand in the results. */
  readonly leftOut?: Results['leftOut'];
  /** Seeds the schedules; the same seed gives the same load. An integer from 0. */
  readonly seed: number;
  /** By entrant id. A missing id means not run. */
  readonly conformance: ReadonlyMap<string, ConformanceStanding>;
  /** Asked once all is measured: flags by entrant id that only then can be known, such as a server that changed meanwhile. */
  readonly afterwards?: () => Promise<ReadonlyMap<string, Flag>>;
  readonly onProgress?: (progress: ComparisonProgress) => void;
  /** Ends the comparison and every process it started. */
  readonly signal?: AbortSignal;
}
