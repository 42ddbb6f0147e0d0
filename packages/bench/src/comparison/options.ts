// What runComparison takes and tells while it runs: types alone.
import type { Entrant, FanoutMode } from '@hubbub/protocol';
import type { Sample } from '../results/schema.ts';

/** `smoke`: one short round, correct and valid but unranked; `quick`: three rounds, indicative. */
export type Tier = 'smoke' | 'quick';

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
      /** Present where the sample is done. */
      readonly sample?: Sample;
    };

/** The options of `runComparison`. */
export interface ComparisonOptions {
  readonly entrants: readonly ComparedEntrant[];
  readonly tier: Tier;
  /** Seeds the schedules; the same seed gives the same load. An integer from 0. */
  readonly seed: number;
  /** By entrant id. A missing id means not run. */
  readonly conformance: ReadonlyMap<string, ConformanceStanding>;
  readonly onProgress?: (progress: ComparisonProgress) => void;
  /** Ends the comparison and every process it started. */
  readonly signal?: AbortSignal;
}
