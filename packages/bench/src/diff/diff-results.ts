// Two comparisons of the same servers, row by row: what is claimed to have changed, with intervals. The rounds of two sessions
// are not pairs, so the interval comes from resampling both, and the noise of both has to be beaten.
import { median, quantileSorted, sampleStandardDeviation, sampleWithReplacement } from 'simple-statistics';
import { createRandom } from '../generator/random.ts';
import { METRIC_KEYS, METRICS, type MetricKey } from '../results/metrics.ts';
import { roundsOf, samplesOf } from '../results/rounds.ts';
import type { Results, Row } from '../results/schema.ts';
import { present } from '../statistics/noise.ts';
import { fromScale, onScale } from '../statistics/scale.ts';

/** One figure of one row, before and after. */
export interface FigureChange {
  readonly scenario: string;
  readonly server: string;
  readonly mode: Row['mode'];
  readonly metric: MetricKey;
  readonly before: number;
  readonly after: number;
  /** After ÷ before, or after − before for memory, with its 95 % interval. */
  readonly step: number;
  readonly low: number;
  readonly high: number;
  /** 1: dearer, −1: cheaper, 0: nothing is claimed. */
  readonly claim: -1 | 0 | 1;
}

/** All that can be said of two comparisons. */
export interface ResultsDiff {
  readonly changes: readonly FigureChange[];
  /** Rows of one only, as `scenario server mode`. */
  readonly onlyBefore: readonly string[];
  readonly onlyAfter: readonly string[];
  /** What makes the two less comparable, a sentence each. */
  readonly doubts: readonly string[];
}

const RESAMPLES = 1_000;
const SEED = 4_711;

const keyOf = ({ scenario, server, mode }: Row) => `${scenario} ${server} ${mode}`;

/** Compares two results; lower figures are better. */
export function diffResults(before: Results, after: Results): ResultsDiff {
  const rowsAfter = new Map(after.rows.map((row) => [keyOf(row), row]));
  const rowsBefore = new Map(before.rows.map((row) => [keyOf(row), row]));
  const changes = before.rows.flatMap((row) => {
    if (!rowsAfter.has(keyOf(row))) return [];
    return METRIC_KEYS.flatMap((metric) => changeOf(row, metric, before, after) ?? []);
  });
  return {
    changes,
    onlyBefore: [...rowsBefore.keys()].filter((key) => !rowsAfter.has(key)),
    onlyAfter: [...rowsAfter.keys()].filter((key) => !rowsBefore.has(key)),
    doubts: doubtsOf(before, after),
  };
}

/** What got worse by more than `share` (0.1: a tenth), and not by noise alone. Memory counts in the unit’s own share of before. */
export function worseThan({ changes }: ResultsDiff, share: number): FigureChange[] {
  return changes.filter(
    ({ claim, before, after }) => claim === 1 && after - before > share * Math.abs(before),
  );
}

function changeOf(row: Row, metric: MetricKey, before: Results, after: Results): FigureChange | undefined {
  const { of, scale } = METRICS[metric];
  const valuesOf = ({ samples }: Results) =>
    present(roundsOf(samplesOf(samples, row), of)).map((value) => onScale(scale, value));
  const [old, fresh] = [valuesOf(before), valuesOf(after)];
  if (old.length === 0 || fresh.length === 0) return undefined;
  const random = createRandom(SEED);
  const again = (values: readonly number[]) =>
    median(sampleWithReplacement([...values], values.length, random));
  const steps = Array.from({ length: RESAMPLES }, () => again(fresh) - again(old)).sort((a, b) => a - b);
  const [low, high] = [quantileSorted(steps, 0.025), quantileSorted(steps, 0.975)];
  const step = median(fresh) - median(old);
  const floor = Math.max(
    noiseFloor(row, metric, before),
    noiseFloor(row, metric, after),
    spreadOf(old, fresh),
  );
  const isClear = old.length > 1 && fresh.length > 1 && (low > 0 || high < 0) && Math.abs(step) > floor;
  return {
    scenario: row.scenario,
    server: row.server,
    mode: row.mode,
    metric,
    before: fromLevel(metric, median(old)),
    after: fromLevel(metric, median(fresh)),
    step: fromScale(scale, step),
    low: fromScale(scale, low),
    high: fromScale(scale, high),
    claim: !isClear ? 0 : step > 0 ? 1 : -1,
  };
}

function fromLevel(metric: MetricKey, value: number): number {
  return fromScale(METRICS[metric].scale, value);
}

/** On the scale; what the session of the row said that it could tell apart. */
function noiseFloor({ scenario, binding }: Row, metric: MetricKey, { noise }: Results): number {
  const { scale } = METRICS[metric];
  const level = noise.find(
    (one) => one.scenario === scenario && one.binding === binding && one.metric === metric,
  );
  return onScale(scale, level?.floor ?? scale.smallestClaim);
}

/** Three standard errors of the difference of the two medians. */
function spreadOf(old: readonly number[], fresh: readonly number[]): number {
  const variance = (values: readonly number[]) =>
    values.length < 2 ? 0 : sampleStandardDeviation([...values]) ** 2 / values.length;
  return 3 * Math.sqrt(variance(old) + variance(fresh));
}

function doubtsOf(before: Results, after: Results): string[] {
  const differs = (what: string, a: unknown, b: unknown) =>
    JSON.stringify(a) === JSON.stringify(b) ? [] : [`${what} differs: ${String(a)}, then ${String(b)}`];
  const scenarios = before.scenarios.flatMap((scenario) => {
    const other = after.scenarios.find(({ id }) => id === scenario.id);
    if (other === undefined || JSON.stringify(other) === JSON.stringify(scenario)) return [];
    return [`scenario ${scenario.id} is not the same in both: its rows do not compare`];
  });
  return [
    ...differs('processor', before.host.cpu, after.host.cpu),
    ...differs('number of cores', before.host.cores, after.host.cores),
    ...differs('kernel', before.host.kernel, after.host.kernel),
    ...differs('Node', before.host.node, after.host.node),
    ...scenarios,
    ...(before.label === 'unranked' || after.label === 'unranked'
      ? ['a smoke run has one sample a row: nothing is claimed']
      : []),
  ];
}
