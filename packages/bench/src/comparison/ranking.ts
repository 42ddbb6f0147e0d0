// From measured rows to ranked ones: which rows may be compared, what noise there is, what is claimed, and where that leaves
// each row. Rows are compared within one scenario and one binding: there in-flight count, size and wire are the same.
import { median } from 'simple-statistics';
import { isFatalFlag } from '../results/flags.ts';
import { METRIC_KEYS, METRICS, type MetricKey } from '../results/metrics.ts';
import { roundsOf, samplesOf } from '../results/rounds.ts';
import type { Rank } from '../results/row-schema.ts';
import type { Results, Row, Sample } from '../results/schema.ts';
import { type ClaimRule, claimFloor, claimRule, compareRows } from '../statistics/claims.ts';
import { noiseOf, paired, present, type Rounds } from '../statistics/noise.ts';
import { rankRows } from '../statistics/places.ts';
import { onScale } from '../statistics/scale.ts';

/** Rows with their ranks, and the noise that these had to beat. */
export interface Ranking {
  readonly rows: Row[];
  readonly noise: Results['noise'];
}

interface Group {
  readonly scenario: string;
  readonly binding: Row['binding'];
  /** Those that no fatal flag hurts. */
  readonly rows: readonly Row[];
}

/** Ranks the rows by each figure, and sets each against its group's reference. `twin` names the row that was measured twice. */
export function ranked(
  rows: readonly Row[],
  samples: readonly Sample[],
  rounds: number,
  twin: Results['twin'],
): Ranking {
  const groups = groupsOf(rows);
  const tables = groups.length * METRIC_KEYS.length;
  const noise: Results['noise'] = [];
  const ranks = new Map<Row, Partial<Record<MetricKey, Rank>>>();
  const references = new Map<Row, Row['toReference']>();
  for (const { scenario, binding, rows: members } of groups) {
    for (const metric of METRIC_KEYS) {
      const { of, scale } = METRICS[metric];
      const values = members.map((row) => roundsOf(samplesOf(samples, row), of));
      const level = noiseOf(twinDifferences(samples, twin, metric), values.map(scaled(metric)));
      const rule = claimRule(scale, level, members.length, tables);
      noise.push({
        scenario,
        binding,
        metric,
        deviation: finite(level.deviation),
        scale: scale.kind,
        floor: finite(claimFloor(rule, rounds)),
      });
      for (const [row, rank] of placesOf(members, values, rule)) {
        ranks.set(row, { ...ranks.get(row), [metric]: rank });
      }
      if (metric !== 'cpu') continue;
      for (const row of members) references.set(row, toReference(row, members, values, rule));
    }
  }
  return {
    noise,
    rows: rows.map((row) => {
      const reference = references.get(row);
      return {
        ...row,
        ranks: ranks.get(row) ?? {},
        ...(reference === undefined ? {} : { toReference: reference }),
      };
    }),
  };
}

function groupsOf(rows: readonly Row[]): Group[] {
  const keys = new Map(rows.map((row) => [`${row.scenario}\n${row.binding}`, row]));
  return [...keys.values()].map(({ scenario, binding }) => ({
    scenario,
    binding,
    rows: rows.filter(
      (row) =>
        row.scenario === scenario &&
        row.binding === binding &&
        row.figures !== undefined &&
        !row.flags.some(({ code }) => isFatalFlag(code)),
    ),
  }));
}

function scaled(metric: MetricKey): (rounds: Rounds) => Rounds {
  const { scale } = METRICS[metric];
  return (rounds) => rounds.map((value) => (value === undefined ? undefined : onScale(scale, value)));
}

/** The twin's differences in all scenarios: noise is the machine's, and there are few of them. */
function twinDifferences(samples: readonly Sample[], twin: Results['twin'], metric: MetricKey): number[] {
  if (twin === null) return [];
  const scenarios = [...new Set(samples.map(({ scenario }) => scenario))];
  return scenarios.flatMap((scenario) => {
    const [one, other] = [false, true].map((isTwin) =>
      scaled(metric)(roundsOf(samplesOf(samples, { scenario, ...twin }, isTwin), METRICS[metric].of)),
    );
    return paired(one ?? [], other ?? []);
  });
}

function placesOf(
  members: readonly Row[],
  values: readonly Rounds[],
  rule: ClaimRule,
): [row: Row, rank: Rank][] {
  const claims = members.map((_, i) =>
    members.map((_, j) => (i < j ? (compareRows(values[i] ?? [], values[j] ?? [], rule)?.claim ?? 0) : 0)),
  );
  const claim = (i: number, j: number) =>
    i < j ? (claims[i]?.[j] ?? 0) : (-(claims[j]?.[i] ?? 0) as -1 | 0 | 1);
  const middles = values.map((rounds) => median(present(rounds)));
  return rankRows(middles, claim).flatMap((rank, i) => {
    const row = members[i];
    return row === undefined ? [] : [[row, { ...rank, of: members.length }] as [Row, Rank]];
  });
}

function toReference(
  row: Row,
  members: readonly Row[],
  values: readonly Rounds[],
  rule: ClaimRule,
): Row['toReference'] {
  const reference = referenceOf(members);
  if (reference === undefined || reference === row) return undefined;
  const [own, its] = [values[members.indexOf(row)], values[members.indexOf(reference)]];
  const compared = compareRows(own ?? [], its ?? [], rule);
  if (compared === undefined) return undefined;
  const { median, low, high, claim } = compared;
  const { server, mode } = reference;
  return { server, mode, ratio: median, low, high, isClaimed: claim !== 0 };
}

/** The default mode of the server that most of the others name as the layer below them. */
function referenceOf(members: readonly Row[]): Row | undefined {
  const named = ({ server }: Row) => members.filter(({ versus }) => versus === server).length;
  const defaults = members.filter(({ isDefaultMode }) => isDefaultMode);
  return defaults.toSorted((a, b) => named(b) - named(a) || (a.server < b.server ? -1 : 1))[0];
}

/** JSON has no infinity. */
function finite(value: number): number {
  return Number.isFinite(value) ? value : Number.MAX_VALUE;
}
