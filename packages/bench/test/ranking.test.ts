// From samples to ranks: medians, places as wide as noise leaves them, and none for what is hurt, unproved or unmeasured.
import { describe, expect, it } from 'vitest';
import { interleave } from '../src/comparison/order.ts';
import { heldBackFlags } from '../src/comparison/validity.ts';
import { resultsOf } from './fixtures/results.ts';

const LOSS = { code: 'lost', detail: '3' } as const;
const LATE = { code: 'generator_late', detail: '9 ms' } as const;

it('rounds go over everything, every second one backwards', () => {
  const turns = interleave(['a', 'b', 'c'], 3);
  expect(turns.map(({ item, round }) => `${item}${round}`).join(' ')).toBe('a1 b1 c1 c2 b2 a2 a3 b3 c3');
});

describe('rows', () => {
  it('are ranked by cost, ties as ties, and set against a reference', () => {
    const { rows } = resultsOf([
      { id: 'slow', micros: [8, 8.1, 8.2] },
      { id: 'fast', micros: [1, 1.1, 1.2] },
      { id: 'near', micros: [1.1, 1.2, 1.3] },
    ]);
    expect(rows.map(({ ranks }) => ranks.cpu)).toEqual([
      { band: 2, best: 3, worst: 3, of: 3 },
      { band: 1, best: 1, worst: 2, of: 3 },
      { band: 1, best: 1, worst: 2, of: 3 },
    ]);
    expect(rows[0]?.figures?.cpuMicrosPerDelivery).toMatchObject({ median: 8.1, low: 8, high: 8.2 });
    const [slow] = rows;
    expect(slow?.toReference).toMatchObject({ server: 'fast', isClaimed: true });
    expect(slow?.toReference?.ratio).toBeCloseTo(8.1 / 1.1);
  });

  it('are not ranked where a message was lost in any round, and say so', () => {
    const [row] = resultsOf([{ id: 'lossy', micros: [1, 1, 1], flags: [LOSS], ledger: { lost: 3 } }]).rows;
    expect(row).toMatchObject({ ranks: {}, ledger: { lost: 9 } });
    expect(row?.flags).toContainEqual({ code: 'lost', detail: 'round 1: 3' });
  });

  it('are not ranked without a conformance pass', () => {
    const [row] = resultsOf([{ id: 'unproved', micros: [1, 1, 1], isPassed: false }]).rows;
    expect(row).toMatchObject({ ranks: {}, conformance: { passed: false } });
    expect(row?.flags.map(({ code }) => code)).toEqual(['conformance_failed']);
  });

  it('leave out a sample that the generator spoilt, and say that one is missing', () => {
    const [row] = resultsOf([{ id: 'late', micros: [50, 1, 1], flags: [LATE] }]).rows;
    expect(row?.figures?.cpuMicrosPerDelivery.values).toEqual([1, 1]);
    expect(row).toMatchObject({ ranks: { cpu: { best: 1 } }, samples: 2 });
    expect(row?.flags.map(({ code }) => code)).toEqual(['few_samples']);
  });

  it('are not ranked by one valid sample: it has no range', () => {
    const [row] = resultsOf([{ id: 'lucky', micros: [1], flags: [] }]).rows;
    expect(row).toMatchObject({ ranks: {}, samples: 1 });
    expect(row?.flags.map(({ code }) => code)).toEqual(['too_few_samples']);
  });

  it('show figures but no rank where every sample was spoilt', () => {
    const [row] = resultsOf([{ id: 'late', micros: [50], flags: [LATE] }]).rows;
    expect(row).toMatchObject({ ranks: {}, samples: 0 });
    expect(row?.figures?.cpuMicrosPerDelivery.median).toBe(50);
    expect(row?.flags.map(({ code }) => code)).toEqual(['generator_late']);
  });

  it('warn where the rounds differ widely', () => {
    const [row] = resultsOf([{ id: 'wild', micros: [1, 2, 3] }]).rows;
    expect(row?.flags).toEqual([{ code: 'spread', detail: '100 % of the median' }]);
  });
});

it('a machine that was held back is said to have been', () => {
  expect(heldBackFlags(40, 1_000)).toEqual([]);
  expect(heldBackFlags(200, 1_000)).toEqual([
    { code: 'throttled', detail: "20 % of a core's time was taken away" },
  ]);
});
