// When two rows may be said to differ. Three things must hold: the interval of the paired differences leaves out zero; their
// median passes what noise alone gives to the widest of all pairs looked at (Tukey's studentized range); and it passes the
// smallest step that is worth a claim.
import jstat from 'jstat';
import { sampleStandardDeviation } from 'simple-statistics';
import { type Interval, medianInterval } from './interval.ts';
import { type Noise, paired, type Rounds } from './noise.ts';
import { fromScale, onScale, type Scale } from './scale.ts';

/** How often, at most, a session may claim a difference where there is none. */
const FALSE_CLAIMS_MAX = 0.05;
/** A median of few values scatters more than their mean: √(π/2) at the most. */
const MEDIAN_LOSS = Math.sqrt(Math.PI / 2);
const DEGREES_MAX = 200;

/** What the claims of one table are held to. */
export interface ClaimRule {
  readonly scale: Scale;
  readonly noise: Noise;
  /** How many standard errors the widest of all pairs is apart by noise alone. */
  readonly range: number;
}

/** The rule for a table of so many rows that are compared with one another, one of `tables` in the session. */
export function claimRule(scale: Scale, noise: Noise, rows: number, tables: number): ClaimRule {
  const degrees = Math.min(DEGREES_MAX, Math.max(2, noise.degreesOfFreedom));
  const certainty = 1 - FALSE_CLAIMS_MAX / Math.max(1, tables);
  return { scale, noise, range: studentizedRange(certainty, Math.max(2, rows), degrees) };
}

/** The quantile takes tens of milliseconds, and the tables of a session ask for the same few. */
const RANGES = new Map<string, number>();

function studentizedRange(certainty: number, groups: number, degrees: number): number {
  const key = `${certainty} ${groups} ${degrees}`;
  const known = RANGES.get(key);
  if (known !== undefined) return known;
  const range = jstat.jStat.tukey.inv(certainty, groups, degrees);
  RANGES.set(key, range);
  return range;
}

/** One row against another: the ratio (or the difference) with its interval. */
export interface Comparison extends Interval {
  /** Rounds that both have. */
  readonly pairs: number;
  /** −1: the first is lower, 1: it is higher, 0: nothing is claimed. */
  readonly claim: -1 | 0 | 1;
}

/** The smallest step that a session can tell from noise with so many pairs, as a ratio or a difference. */
export function claimFloor(rule: ClaimRule, pairs: number): number {
  return fromScale(rule.scale, floorOnScale(rule, pairs, rule.noise.deviation));
}

/** Compares two rows round by round; `undefined` where they share no round. Values are the figures themselves. */
export function compareRows(a: Rounds, b: Rounds, rule: ClaimRule): Comparison | undefined {
  const { scale, noise } = rule;
  const scaled = (rounds: Rounds) =>
    rounds.map((value) => (value === undefined ? undefined : onScale(scale, value)));
  const differences = paired(scaled(a), scaled(b));
  if (differences.length === 0) return undefined;
  const { median, low, high } = medianInterval(differences);
  const interval = {
    median: fromScale(scale, median),
    low: fromScale(scale, low),
    high: fromScale(scale, high),
    pairs: differences.length,
  };
  if (differences.length < 2) return { ...interval, claim: 0 };
  const own = sampleStandardDeviation(differences) / Math.SQRT2;
  const floor = floorOnScale(rule, differences.length, Math.max(noise.deviation, own));
  const isClear = (low > 0 || high < 0) && Math.abs(median) > floor;
  return { ...interval, claim: !isClear ? 0 : median < 0 ? -1 : 1 };
}

function floorOnScale({ scale, range }: ClaimRule, pairs: number, deviation: number): number {
  const ofNoise = (range * deviation * MEDIAN_LOSS) / Math.sqrt(pairs);
  return Math.max(ofNoise, onScale(scale, scale.smallestClaim));
}
