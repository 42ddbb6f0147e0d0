// What may be claimed: nothing under noise, what is there when it is large enough, and places that say what stays open.
import { describe, expect, it } from 'vitest';
import { createRandom } from '../src/generator/random.ts';
import { claimFloor, claimRule, compareRows } from '../src/statistics/claims.ts';
import { medianInterval } from '../src/statistics/interval.ts';
import { noiseOf, paired, type Rounds } from '../src/statistics/noise.ts';
import { rankRows } from '../src/statistics/places.ts';
import type { Scale } from '../src/statistics/scale.ts';

const RATIO: Scale = { kind: 'ratio', smallestClaim: 1.1 };

/** A source of sessions: `servers` that cost what `costs` says, all with the same noise, one of them twice. */
function sessions(seed: number) {
  const random = createRandom(seed);
  const gauss = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return ({ costs, rounds, noise }: { costs: readonly number[]; rounds: number; noise: number }) => {
    // What befalls a round befalls every server in it.
    const moods = Array.from({ length: rounds }, () => gauss() * noise);
    const row = (cost: number): number[] => moods.map((mood) => cost * Math.exp(mood + gauss() * noise));
    const rows = costs.map(row);
    const logs = (values: readonly number[]) => values.map(Math.log);
    const twin = paired(logs(rows[0] ?? []), logs(row(costs[0] ?? 1)));
    const rule = claimRule(RATIO, noiseOf(twin, rows.map(logs)), rows.length, 1);
    const claim = (i: number, j: number) => compareRows(rows[i] ?? [], rows[j] ?? [], rule)?.claim ?? 0;
    return { rows, rule, claim };
  };
}

describe('under noise alone', () => {
  it.each([
    { noise: 0.05, rounds: 3, servers: 2 },
    { noise: 0.1, rounds: 3, servers: 6 },
    { noise: 0.15, rounds: 3, servers: 6 },
    { noise: 0.15, rounds: 10, servers: 3 },
  ])('at most one session in twenty claims a difference: %j', ({ noise, rounds, servers }) => {
    const session = sessions(11);
    const costs = new Array<number>(servers).fill(3);
    const count = rounds > 5 ? 60 : 200;
    let falseClaims = 0;
    for (let i = 0; i < count; i++) {
      const { claim } = session({ costs, rounds, noise });
      if (costs.some((_, a) => costs.some((_, b) => a < b && claim(a, b) !== 0))) falseClaims++;
    }
    expect(falseClaims / count).toBeLessThanOrEqual(0.05);
  });
});

describe('a difference that is there', () => {
  it.each([
    { noise: 0.03, rounds: 3, times: 2 },
    { noise: 0.1, rounds: 10, times: 2 },
    { noise: 0.02, rounds: 10, times: 1.2 },
  ])('is claimed in nearly every session: %j', ({ noise, rounds, times }) => {
    const session = sessions(5);
    let claims = 0;
    for (let i = 0; i < 30; i++) {
      if (session({ costs: [1, times, 1, times], rounds, noise }).claim(0, 1) === -1) claims++;
    }
    expect(claims).toBeGreaterThanOrEqual(28);
  });

  it('is not claimed below a tenth, however still the machine is', () => {
    const rule = claimRule(RATIO, { deviation: 1e-6, degreesOfFreedom: 9 }, 2, 1);
    expect(compareRows([1, 1, 1], [1.09, 1.09, 1.09], rule)?.claim).toBe(0);
    expect(compareRows([1, 1, 1], [1.11, 1.11, 1.11], rule)?.claim).toBe(-1);
    expect(claimFloor(rule, 3)).toBeCloseTo(1.1);
  });

  it('needs two rounds that both have, and a known noise', () => {
    const still = claimRule(RATIO, { deviation: 0.01, degreesOfFreedom: 9 }, 2, 1);
    const half: Rounds = [undefined, 9, undefined];
    expect(compareRows(half, [1, 1, 1], still)).toMatchObject({ pairs: 1, claim: 0 });
    expect(compareRows([], [1], still)).toBeUndefined();
    const unknown = claimRule(RATIO, noiseOf([], []), 2, 1);
    expect(compareRows([9, 9, 9], [1, 1, 1], unknown)?.claim).toBe(0);
  });
});

it('noise is the larger of the twin’s and the rows’ own', () => {
  expect(noiseOf([0.2, -0.2], [[1, 1, 1]]).deviation).toBeCloseTo(0.2 / Math.SQRT2);
  expect(noiseOf([0, 0], [[1, 2, 3]]).deviation).toBeCloseTo(1);
});

it('an interval holds the median, and the range where values are few', () => {
  expect(medianInterval([3, 1, 2])).toEqual({ median: 2, low: 1, high: 3 });
  const values = Array.from({ length: 21 }, (_, i) => i);
  const { low, median, high } = medianInterval(values);
  expect(median).toBe(10);
  expect(low).toBeGreaterThan(3);
  expect(high).toBeLessThan(17);
  expect(medianInterval(values)).toEqual({ low, median, high });
});

describe('places', () => {
  /** Claims wherever medians are at least 2 apart. */
  const places = (...medians: number[]) =>
    rankRows(medians, (i, j) => {
      const step = (medians[i] ?? 0) - (medians[j] ?? 0);
      return Math.abs(step) < 2 ? 0 : step < 0 ? -1 : 1;
    });

  it('stay open where nothing is claimed, and bands end only where all is', () => {
    expect(places(1, 2, 3)).toEqual([
      { band: 1, best: 1, worst: 2 },
      { band: 1, best: 1, worst: 3 },
      { band: 1, best: 2, worst: 3 },
    ]);
    expect(places(9, 1, 2)).toEqual([
      { band: 2, best: 3, worst: 3 },
      { band: 1, best: 1, worst: 2 },
      { band: 1, best: 1, worst: 2 },
    ]);
    expect(places()).toEqual([]);
  });
});
