// From samples to rows: which samples count, their medians with intervals, and what hurt the row. Ranks are in ranking.ts.
import { mergeLatencies } from '../latency.ts';
import { isValid } from '../results/rounds.ts';
import type { Figures, Flag, LedgerTotals, Measured, Row, Sample, Spread } from '../results/schema.ts';
import { spreadOf } from '../statistics/spread.ts';
import { type Contestant, trackOf } from './contestant.ts';
import type { ConformanceStanding } from './options.ts';
import { conformanceFlags } from './validity.ts';

const SPREAD_MAX = 0.25;
/** Faults of the generator void a sample; all other fatal flags void the row, since a server that did it once does it. */
const VOIDS_SAMPLE_ONLY: ReadonlySet<Flag['code']> = new Set(['generator_saturated', 'generator_late']);

/** A row from its samples, not yet ranked. */
export function rowOf(
  { entrant, mode, scenario }: Contestant,
  samples: readonly Sample[],
  runtime: string,
  rounds: number,
  standing: ConformanceStanding | undefined,
): Row {
  const measured = samples.flatMap((sample) => (sample.measured === undefined ? [] : [sample.measured]));
  const valid = samples.flatMap((sample) =>
    sample.measured === undefined || !isValid(sample) ? [] : [sample.measured],
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
    layer: entrant.layer,
    binding: entrant.bindings[0] ?? 'lines',
    isDefaultMode: entrant.fanout[0] === mode,
    track: trackOf(entrant, mode),
    ...(entrant.versus === undefined ? {} : { versus: entrant.versus }),
    conformance: {
      passed: standing?.passed ?? null,
      detail: standing?.detail ?? 'not run',
      ...(standing?.contentHash === undefined ? {} : { contentHash: standing.contentHash }),
    },
    ranks: {},
    flags,
    samples: valid.length,
    ledger: summed(measured.map(({ ledger }) => ledger)),
    ...(figures === undefined ? {} : { figures }),
  };
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

/** The spreads of a row, each from what every sample holds. */
const SPREADS = {
  cpuMicrosPerDelivery: (one) => one.cpuMicrosPerDelivery,
  cpuUserMicrosPerDelivery: (one) => one.cpuUserMicrosPerDelivery,
  cpuSystemMicrosPerDelivery: (one) => one.cpuSystemMicrosPerDelivery,
  deliveredPerSecond: (one) => one.deliveredPerSecond,
  kbPerConnection: (one) => one.kbPerConnection,
  memoryIdleBytes: (one) => one.memoryIdleBytes,
  p50Ms: (one) => one.latency.p50Ms,
  p99Ms: (one) => one.latency.p99Ms,
  p999Ms: (one) => one.latency.p999Ms,
  deliveriesPerRead: (one) => one.deliveriesPerRead,
} satisfies Record<string, (one: Measured) => number>;

/** Spreads of what not every run measures. */
const OPTIONAL_SPREADS = {
  deliveriesPerWrite: (one) => one.deliveriesPerWrite,
  coldStartMs: (one) => one.coldStartMs,
} satisfies Record<string, (one: Measured) => number | undefined>;

function figuresOf(measured: readonly Measured[]): Figures {
  const spreads = Object.entries(SPREADS).map(([name, of]) => [name, spreadOf(measured.map(of))]);
  const optional = Object.entries(OPTIONAL_SPREADS).flatMap(([name, of]) => {
    const values = measured.map(of).filter((value) => value !== undefined);
    return values.length === 0 ? [] : [[name, spreadOf(values)]];
  });
  return {
    ...(Object.fromEntries(spreads) as Record<keyof typeof SPREADS, Spread>),
    ...(Object.fromEntries(optional) as Partial<Record<keyof typeof OPTIONAL_SPREADS, Spread>>),
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
    strays: 0,
    membersHurt: 0,
  };
  for (const ledger of ledgers) {
    for (const key of Object.keys(sum) as (keyof LedgerTotals)[]) sum[key] += ledger[key];
  }
  return sum;
}
