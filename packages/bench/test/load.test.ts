// The schedule and the recording of latencies: the same seed gives the same load, and nothing is lost between our bins and
// an HdrHistogram.
import * as hdr from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../src/generator/random.ts';
import { dueTimes } from '../src/generator/schedule.ts';
import { decodeHistogram, describeLatency, LatencyCounts, mergeLatencies } from '../src/latency.ts';

describe('the schedule', () => {
  const load = { kind: 'open', ratePerSecond: 500, burst: 1 } as const;

  it('is even where arrivals are constant', () => {
    const times = dueTimes({ ...load, arrivals: 'constant' }, 1_000, 1);
    expect(times).toHaveLength(500);
    expect([...times.subarray(0, 3)]).toEqual([0, 2_000, 4_000]);
  });

  it('repeats each time as often as the burst', () => {
    const times = dueTimes({ ...load, arrivals: 'constant', burst: 20 }, 1_000, 1);
    expect(times).toHaveLength(500);
    expect(new Set(times).size).toBe(25);
  });

  it('keeps the rate and the seed where arrivals are random', () => {
    const times = dueTimes({ ...load, arrivals: 'poisson' }, 20_000, 7);
    expect(times).toEqual(dueTimes({ ...load, arrivals: 'poisson' }, 20_000, 7));
    expect(times).not.toEqual(dueTimes({ ...load, arrivals: 'poisson' }, 20_000, 8));
    expect(times.length).toBeGreaterThan(9_500);
    expect(times.length).toBeLessThan(10_500);
    expect([...times]).toEqual([...times].sort((a, b) => a - b));
    // Exponential gaps: about 1/e of them are above the mean.
    const long = times.filter((time, i) => i > 0 && time - (times[i - 1] ?? 0) > 2_000).length / times.length;
    expect(long).toBeGreaterThan(0.34);
    expect(long).toBeLessThan(0.4);
  });
});

describe('latencies', () => {
  it('give the percentiles that an HdrHistogram gives', () => {
    const random = createRandom(3);
    const counts = new LatencyCounts();
    const reference = hdr.build({
      highestTrackableValue: 2 ** 32,
      numberOfSignificantValueDigits: 3,
      bitBucketSize: 64,
    });
    for (let i = 0; i < 50_000; i++) {
      const micros = Math.floor(10 ** (random() * 8));
      counts.record(micros);
      reference.recordValue(micros);
    }
    const histogram = counts.toHistogram();
    for (const percentile of [0, 10, 50, 90, 99, 99.9, 100]) {
      expect(histogram.getValueAtPercentile(percentile)).toBe(reference.getValueAtPercentile(percentile));
    }
    expect(histogram.totalCount).toBe(50_000);
  });

  it('count what is below zero and keep what is beyond the range', () => {
    const counts = new LatencyCounts();
    counts.record(-5);
    counts.record(1e12);
    expect(counts.negative).toBe(1);
    expect(counts.toHistogram().totalCount).toBe(2);
  });

  it('are merged, not averaged', () => {
    const fast = new LatencyCounts();
    const slow = new LatencyCounts();
    for (let i = 0; i < 990; i++) fast.record(1_000);
    for (let i = 0; i < 10; i++) slow.record(100_000);
    const merged = mergeLatencies([fast, slow].map((counts) => describeLatency(counts.toHistogram())));
    expect(merged.count).toBe(1_000);
    expect(merged.p50Ms).toBeCloseTo(1, 1);
    expect(merged.p999Ms).toBeGreaterThan(99);
    expect(decodeHistogram(merged.histogram).totalCount).toBe(1_000);
  });
});
