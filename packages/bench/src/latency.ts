// Latencies as counts in bins exactly as fine as HdrHistogram's with three digits, since a delivery may cost only a few
// nanoseconds to record; turned into real HdrHistograms for merging, percentiles and files. Never averaged.
import * as hdr from 'hdr-histogram-js';
import type { Latency } from './results/schema.ts';

const LINEAR = 2_048;
const HALF = 1_024;
const LINEAR_BITS = 11;
const MAX_BITS = 31;
const BINS = LINEAR + (MAX_BITS - LINEAR_BITS) * HALF;
const MAX_MICROS = 2 ** MAX_BITS - 1;

/** Counts of whole microseconds, up to 35 minutes; more is counted as that. */
export class LatencyCounts {
  readonly #bins = new Float64Array(BINS);
  /** Values below zero: they prove a fault of a clock or a server, and are counted as 0. */
  negative = 0;
  count = 0;

  record(micros: number): void {
    this.count++;
    if (micros < LINEAR) {
      if (micros < 0) {
        this.negative++;
        this.#add(0);
      } else this.#add(Math.floor(micros));
      return;
    }
    const value = micros < MAX_MICROS ? Math.floor(micros) : MAX_MICROS;
    const bits = 31 - Math.clz32(value);
    this.#add(LINEAR + (bits - LINEAR_BITS) * HALF + (value >>> (bits - 10)) - HALF);
  }

  /** The same counts as an HdrHistogram in microseconds. */
  toHistogram(): hdr.Histogram {
    const histogram = emptyHistogram();
    this.#bins.forEach((count, bin) => {
      if (count === 0) return;
      const over = bin - LINEAR;
      const shift = over < 0 ? 0 : 1 + Math.floor(over / HALF);
      const value = over < 0 ? bin : (HALF + (over % HALF)) * 2 ** shift;
      histogram.recordValueWithCount(value, count);
    });
    return histogram;
  }

  #add(bin: number): void {
    this.#bins[bin] = (this.#bins[bin] ?? 0) + 1;
  }
}

function emptyHistogram(): hdr.Histogram {
  return hdr.build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 2 ** 32,
    numberOfSignificantValueDigits: 3,
    bitBucketSize: 64,
  });
}

/** A histogram's percentiles in ms, and itself encoded. */
export function describeLatency(histogram: hdr.Histogram): Latency {
  const at = (percentile: number) => histogram.getValueAtPercentile(percentile) / 1_000;
  return {
    count: histogram.totalCount,
    p50Ms: at(50),
    p99Ms: at(99),
    p999Ms: at(99.9),
    maxMs: histogram.maxValue / 1_000,
    histogram: hdr.encodeIntoCompressedBase64(histogram),
  };
}

/** Merges encoded histograms into one. */
export function mergeLatencies(latencies: readonly Latency[]): Latency {
  const merged = emptyHistogram();
  for (const { histogram } of latencies) merged.add(decodeHistogram(histogram));
  return describeLatency(merged);
}

/** Decodes a histogram of `results.json`; values are microseconds. */
export function decodeHistogram(encoded: string): hdr.Histogram {
  return hdr.decodeFromCompressedBase64(encoded);
}
