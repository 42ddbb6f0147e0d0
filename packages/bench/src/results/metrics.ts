// The figures by which rows are ranked, each for itself: there is no score of all of them. Data alone.
import type { Scale } from '../statistics/scale.ts';
import type { Measured } from './sample-schema.ts';

/** One figure: lower is better. */
export interface Metric {
  readonly title: string;
  /** Short, for a table's head. */
  readonly head: string;
  readonly unit: string;
  readonly scale: Scale;
  /** The figure of one sample. */
  readonly of: (measured: Measured) => number;
}

/** Below a tenth the next kernel or compiler changes the order; it is not worth a rank. */
const RATIO: Scale = { kind: 'ratio', smallestClaim: 1.1 };

/** The figures, the headline first. */
export const METRICS = {
  cpu: {
    title: 'CPU a delivery',
    head: 'CPU',
    unit: 'µs',
    scale: RATIO,
    of: (measured) => measured.cpuMicrosPerDelivery,
  },
  p99: {
    title: 'latency, p99',
    head: 'p99',
    unit: 'ms',
    scale: { kind: 'ratio', smallestClaim: 1.25 },
    of: (measured) => measured.latency.p99Ms,
  },
  memory: {
    title: 'memory a connection',
    head: 'KB',
    unit: 'KB',
    // May be near 0, and a garbage collector moves it by a few KB.
    scale: { kind: 'difference', smallestClaim: 3 },
    of: (measured) => measured.kbPerConnection,
  },
} as const satisfies Record<string, Metric>;

/** A figure's name in {@link METRICS}. */
export type MetricKey = keyof typeof METRICS;

/** The names, the headline first. */
export const METRIC_KEYS: readonly MetricKey[] = Object.freeze(Object.keys(METRICS) as MetricKey[]);
