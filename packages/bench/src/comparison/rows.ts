// From samples to rows: which samples count, their medians, what hurt the row, and its rank band.
import type { Entrant, FanoutMode } from '@hubbub/protocol';
import { mergeLatencies } from '../latency.ts';
import { isFatalFlag } from '../results/flags.ts';
import type { Figures, Flag, LedgerTotals, Measured, Row, Sample } from '../results/schema.ts';
import type { Scenario } from '../scenario.ts';
import type { ConformanceStanding } from './options.ts';
import { rankBands, spreadOf } from './statistics.ts';
import { conformanceFlags } from './validity.ts';

const SPREAD_MAX = 0.25;
/** Faults of the generator void a sample; all other fatal flags void the row, since a server that did it once does it. */
const VOIDS_SAMPLE_ONLY: ReadonlySet<Flag['code']> = new Set(['generator_saturated', 'generator_late']);

/** One server in one mode under one scenario, before it is measured. */
export interface Contestant {
  readonly entrant: Entrant;
  readonly folder: string;
  readonly mode: FanoutMode;
  readonly scenario: Scenario;
}

/** A row from its samples, not yet ranked. */
export function rowOf(
  { entrant, mode, scenario }: Contestant,
  samples: readonly Sample[],
  runtime: string,
  rounds: number,
  standing: ConformanceStanding | undefined,
): Row {
  const measured = samples.flatMap((sample) => (sample.measured === undefined ? [] : [sample.measured]));
  const valid = samples.flatMap(({ flags, measured }) =>
    measured === undefined || flags.some(({ code }) => isFatalFlag(code)) ? [] : [measured],
  );
  const counted = valid.length > 0 ? valid : measured;
  const flags = [...conformanceFlags(standing), ...mergedFlags(samples, valid.length > 0)];
  if (valid.length > 0 && valid.length < rounds) {
    const code = valid.length === 1 ? 'too_few_samples' : 'few_samples';
    flags.push({ code, detail: `${valid.length} of ${rounds} rounds count` });
  }
  const figures = counted.length === 0 ? undefined : figuresOf(counted);
  if (figures !== undefined) {
    const { median, min, max } = figures.cpuMicrosPerDelivery;
    const share = (max - min) / median;
    if (share > SPREAD_MAX)
      flags.push({ code: 'spread', detail: `${Math.round(share * 100)} % of the median` });
  }
  return {
    scenario: scenario.id,
    server: entrant.id,
    mode,
    title: entrant.title,
    framework: entrant.framework,
    language: entrant.language,
    runtime,
    binding: entrant.bindings[0] ?? 'lines',
    isDefaultMode: entrant.fanout[0] === mode,
    ...(entrant.versus === undefined ? {} : { versus: entrant.versus }),
    conformance: { passed: standing?.passed ?? null, detail: standing?.detail ?? 'not run' },
    band: null,
    flags,
    samples: valid.length,
    ledger: summed(measured.map(({ ledger }) => ledger)),
    ...(figures === undefined ? {} : { figures }),
  };
}

/** The rows with their rank bands: by CPU a delivery, among the rows of a scenario that no fatal flag hurts. */
export function ranked(rows: readonly Row[]): Row[] {
  const bands = new Map<Row, number>();
  for (const scenario of new Set(rows.map((row) => row.scenario))) {
    const able = rows.flatMap((row) => {
      const isAble = row.scenario === scenario && !row.flags.some(({ code }) => isFatalFlag(code));
      return isAble && row.figures !== undefined ? [{ row, spread: row.figures.cpuMicrosPerDelivery }] : [];
    });
    const places = rankBands(able.map(({ spread }) => spread));
    able.forEach(({ row }, i) => {
      bands.set(row, places[i] ?? 0);
    });
  }
  return rows.map((row) => ({ ...row, band: bands.get(row) ?? null }));
}

/** Each flag once, with the details of the samples that raised it. */
function mergedFlags(samples: readonly Sample[], hasValid: boolean): Flag[] {
  const details = new Map<Flag['code'], string[]>();
  for (const { flags, round } of samples) {
    for (const { code, detail } of flags) {
      if (hasValid && VOIDS_SAMPLE_ONLY.has(code)) continue;
      details.set(code, [...(details.get(code) ?? []), `round ${round}: ${detail}`]);
    }
  }
  return [...details].map(([code, list]) => ({ code, detail: list.join('; ') }));
}

function figuresOf(measured: readonly Measured[]): Figures {
  return {
    cpuMicrosPerDelivery: spreadOf(measured.map((one) => one.cpuMicrosPerDelivery)),
    cpuUserMicrosPerDelivery: spreadOf(measured.map((one) => one.cpuUserMicrosPerDelivery)),
    cpuSystemMicrosPerDelivery: spreadOf(measured.map((one) => one.cpuSystemMicrosPerDelivery)),
    deliveredPerSecond: spreadOf(measured.map((one) => one.deliveredPerSecond)),
    kbPerConnection: spreadOf(measured.map((one) => one.kbPerConnection)),
    latency: mergeLatencies(measured.map((one) => one.latency)),
    uncorrected: mergeLatencies(measured.map((one) => one.uncorrected)),
  };
}

function summed(ledgers: readonly LedgerTotals[]): LedgerTotals {
  const sum = {
    sent: 0,
    expected: 0,
    delivered: 0,
    lost: 0,
    repeated: 0,
    outOfOrder: 0,
    corrupt: 0,
    membersHurt: 0,
  };
  for (const ledger of ledgers) {
    for (const key of Object.keys(sum) as (keyof LedgerTotals)[]) sum[key] += ledger[key];
  }
  return sum;
}
