// The shape of results.json, once: the TypeBox schema from which come the types, the published JSON Schema and the check.
// Its parts are in row-schema.ts and sample-schema.ts.
import { BINDINGS, FANOUT_MODES, type Limits, SomeLimitsSchema } from '@hubbub/protocol';
import Type, { type Static } from 'typebox';
import { ScenarioSchema } from '../scenario.ts';
import { METRIC_KEYS } from './metrics.ts';
import { RowSchema } from './row-schema.ts';
import { SampleSchema } from './sample-schema.ts';

const exact = { additionalProperties: false } as const;
const Count = Type.Integer({ minimum: 0 });

/** The version of the results format that this package writes. */
export const RESULTS_SCHEMA_ID = 'hubbub.bench/2';

/** `smoke`: correct and valid, nothing ranked; `quick`: indicative; `full`: ten rounds or more; `capacity`: the most that is held. */
export const TIER_NAMES = ['smoke', 'quick', 'full', 'capacity'] as const;
/** One of {@link TIER_NAMES}. */
export type Tier = (typeof TIER_NAMES)[number];

/** The JSON Schema of `results.json`. */
export const ResultsSchema = Type.Object(
  {
    schema: Type.Literal(RESULTS_SCHEMA_ID),
    startedAt: Type.String({ description: 'ISO 8601, UTC' }),
    elapsedMs: Type.Number(),
    tier: Type.Enum([...TIER_NAMES]),
    label: Type.Enum(['unranked', 'indicative', 'full']),
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
        isRealTime: Type.Optional(
          Type.Boolean({
            description: 'the generator ran before all else on its core where its load was open',
          }),
        ),
      },
      exact,
    ),
    limits: Type.Unsafe<Partial<Limits>>({
      ...SomeLimitsSchema,
      description: 'set for every server alike; the others are the protocol’s defaults',
    }),
    scenarios: Type.Array(ScenarioSchema),
    noise: Type.Array(
      Type.Object(
        {
          scenario: Type.String(),
          binding: Type.Enum([...BINDINGS]),
          metric: Type.Enum([...METRIC_KEYS]),
          deviation: Type.Number({ description: 'of one sample, on the scale' }),
          scale: Type.Enum(['ratio', 'difference']),
          floor: Type.Number({ description: 'no smaller ratio (or difference) is claimed' }),
        },
        exact,
      ),
      { description: 'what the twin and the rows’ own scatter leave to claim' },
    ),
    twin: Type.Union(
      [Type.Object({ server: Type.String(), mode: Type.Enum([...FANOUT_MODES]) }, exact), Type.Null()],
      { description: 'the row that was measured twice' },
    ),
    leftOut: Type.Array(Type.Object({ server: Type.String(), reason: Type.String() }, exact)),
    rows: Type.Array(RowSchema),
    samples: Type.Array(SampleSchema),
  },
  { ...exact, $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'Hubbub comparison results' },
);

/** A whole comparison: what `results.json` holds. */
export type Results = Static<typeof ResultsSchema>;
export type { Latency } from './latency-schema.ts';
export type { Figures, Row, Spread } from './row-schema.ts';
export type { Flag, GeneratorFacts, LedgerTotals, Measured, Sample } from './sample-schema.ts';
