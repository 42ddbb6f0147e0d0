// The shape of results.json, once: the TypeBox schema from which come the types, the published JSON Schema
// and the check. Times in the units of their names; histograms are HdrHistogram V2, compressed, base64, in µs.
import { BINDINGS, FANOUT_MODES, LimitsSchema } from '@hubbub/protocol';
import Type, { type Static } from 'typebox';
import { ScenarioSchema } from '../scenario.ts';
import { FLAG_CODES } from './flags.ts';

const exact = { additionalProperties: false } as const;
const Count = Type.Integer({ minimum: 0 });

/** The version of the results format that this package writes. */
export const RESULTS_SCHEMA_ID = 'hubbub.bench/1';

const FlagSchema = Type.Object(
  { code: Type.Enum([...FLAG_CODES]), detail: Type.String({ description: 'the figures behind it' }) },
  exact,
);

const LedgerSchema = Type.Object(
  {
    sent: Type.Integer({ minimum: 0, description: 'messages sent' }),
    expected: Type.Integer({ minimum: 0, description: 'messages sent × members' }),
    delivered: Count,
    lost: Count,
    repeated: Count,
    outOfOrder: Count,
    corrupt: Count,
    membersHurt: Type.Integer({ minimum: 0, description: 'members with any of the last four' }),
  },
  exact,
);

const LatencySchema = Type.Object(
  {
    count: Count,
    p50Ms: Type.Number(),
    p99Ms: Type.Number(),
    p999Ms: Type.Number(),
    maxMs: Type.Number(),
    histogram: Type.String({ description: 'HdrHistogram V2 compressed base64, microseconds' }),
  },
  exact,
);

const SpreadSchema = Type.Object(
  {
    median: Type.Number(),
    min: Type.Number(),
    max: Type.Number(),
    values: Type.Array(Type.Number(), { description: 'one a valid sample, in the order of the rounds' }),
  },
  exact,
);

const RowKey = {
  scenario: Type.String(),
  server: Type.String(),
  mode: Type.Enum([...FANOUT_MODES]),
};

const GeneratorSchema = Type.Object(
  {
    slipP50Ms: Type.Number({ description: 'how late messages were sent, against the schedule' }),
    slipP99Ms: Type.Number(),
    slipMaxMs: Type.Number(),
    cpuShare: Type.Number({ description: 'busy share of its core, waiting in a spin not counted' }),
    maxLoopLagMs: Type.Number(),
  },
  exact,
);

const MeasuredSchema = Type.Object(
  {
    elapsedMs: Type.Number({ description: 'first intended time to last delivery' }),
    ledger: LedgerSchema,
    deliveredPerSecond: Type.Number(),
    offeredPerSecond: Type.Number({ description: 'deliveries that the schedule asked for; 0: closed loop' }),
    cpuMicrosPerDelivery: Type.Number(),
    cpuUserMicrosPerDelivery: Type.Number(),
    cpuSystemMicrosPerDelivery: Type.Number(),
    serverCpuShare: Type.Number({ description: 'cores in use, 1 = one core' }),
    kbPerConnection: Type.Number({ description: 'from a quarter of the members to all of them' }),
    memoryIdleBytes: Count,
    memoryQuarterBytes: Count,
    memoryJoinedBytes: Count,
    memoryAfterBytes: Count,
    memoryKind: Type.Enum(['pss_anon', 'rss_anon']),
    latency: LatencySchema,
    uncorrected: LatencySchema,
    generator: GeneratorSchema,
    otherCpuShare: Type.Number({ description: 'cores used by neither server nor generator' }),
    deliveriesPerRead: Type.Number({
      description: 'as the generator read them: the server’s batches, or more',
    }),
  },
  exact,
);

const SampleSchema = Type.Object(
  {
    ...RowKey,
    round: Type.Integer({ minimum: 1 }),
    flags: Type.Array(FlagSchema),
    measured: Type.Optional(MeasuredSchema),
    stderrTail: Type.Optional(Type.String({ description: 'the server’s last log lines, where it failed' })),
  },
  exact,
);

const FiguresSchema = Type.Object(
  {
    cpuMicrosPerDelivery: SpreadSchema,
    cpuUserMicrosPerDelivery: SpreadSchema,
    cpuSystemMicrosPerDelivery: SpreadSchema,
    deliveredPerSecond: SpreadSchema,
    kbPerConnection: SpreadSchema,
    latency: LatencySchema,
    uncorrected: LatencySchema,
  },
  exact,
);

const RowSchema = Type.Object(
  {
    ...RowKey,
    title: Type.String(),
    framework: Type.String(),
    language: Type.String(),
    runtime: Type.String(),
    binding: Type.Enum([...BINDINGS]),
    isDefaultMode: Type.Boolean(),
    versus: Type.Optional(Type.String()),
    conformance: Type.Object(
      {
        passed: Type.Union([Type.Boolean(), Type.Null()], { description: 'null: not run' }),
        detail: Type.String(),
      },
      exact,
    ),
    band: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], {
      description: 'rank by CPU a delivery; rows of one band are tied; null: not ranked',
    }),
    flags: Type.Array(FlagSchema),
    samples: Count,
    ledger: LedgerSchema,
    figures: Type.Optional(FiguresSchema),
  },
  exact,
);

/** The JSON Schema of `results.json`. */
export const ResultsSchema = Type.Object(
  {
    schema: Type.Literal(RESULTS_SCHEMA_ID),
    startedAt: Type.String({ description: 'ISO 8601, UTC' }),
    elapsedMs: Type.Number(),
    tier: Type.Enum(['smoke', 'quick']),
    label: Type.Enum(['unranked', 'indicative']),
    seed: Type.Integer({ minimum: 0 }),
    rounds: Type.Integer({ minimum: 1 }),
    host: Type.Object(
      {
        cpu: Type.String(),
        cores: Type.Integer({ minimum: 1 }),
        memoryBytes: Count,
        platform: Type.String(),
        kernel: Type.String(),
        node: Type.String(),
        commit: Type.Union([Type.String(), Type.Null()]),
        isWorkTreeClean: Type.Union([Type.Boolean(), Type.Null()]),
        serverCpus: Type.Union([Type.String(), Type.Null()], {
          description: 'taskset list; null: not pinned',
        }),
        generatorCpus: Type.Union([Type.String(), Type.Null()]),
      },
      exact,
    ),
    limits: Type.Partial(LimitsSchema, {
      additionalProperties: false,
      description: 'set for every server alike; the others are the protocol’s defaults',
    }),
    scenarios: Type.Array(ScenarioSchema),
    rows: Type.Array(RowSchema),
    samples: Type.Array(SampleSchema),
  },
  { ...exact, $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'Hubbub comparison results' },
);

/** A whole comparison: what `results.json` holds. */
export type Results = Static<typeof ResultsSchema>;
/** One server in one fan-out mode under one scenario, over all rounds. */
export type Row = Static<typeof RowSchema>;
/** One fresh server process under one scenario: the raw run. */
export type Sample = Static<typeof SampleSchema>;
/** The figures of one valid or void sample. */
export type Measured = Static<typeof MeasuredSchema>;
/** Medians and ranges over a row's valid samples. */
export type Figures = Static<typeof FiguresSchema>;
/** Median, range and the single values. */
export type Spread = Static<typeof SpreadSchema>;
/** What became of every message for every member. */
export type LedgerTotals = Static<typeof LedgerSchema>;
/** A latency distribution and its usual percentiles. */
export type Latency = Static<typeof LatencySchema>;
/** One validity flag with the figures behind it. */
export type Flag = Static<typeof FlagSchema>;
/** How the load generator itself fared. */
export type GeneratorFacts = Static<typeof GeneratorSchema>;
