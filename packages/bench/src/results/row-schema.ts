// The shape of a row in results.json: one server in one fan-out mode under one scenario, over all rounds.
import { BINDINGS } from '@hubbub/protocol';
import Type, { type Static } from 'typebox';
import { LatencySchema } from './latency-schema.ts';
import type { MetricKey } from './metrics.ts';
import { FlagSchema, LedgerSchema, RowKey } from './sample-schema.ts';

const exact = { additionalProperties: false } as const;
const Count = Type.Integer({ minimum: 0 });

const SpreadSchema = Type.Object(
  {
    median: Type.Number(),
    low: Type.Number({
      description: '95 % bootstrap interval of the median; of fewer than 5 values the range',
    }),
    high: Type.Number(),
    min: Type.Number(),
    max: Type.Number(),
    values: Type.Array(Type.Number(), { description: 'one a valid sample, in the order of the rounds' }),
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
    memoryIdleBytes: SpreadSchema,
    p50Ms: SpreadSchema,
    p99Ms: SpreadSchema,
    p999Ms: SpreadSchema,
    deliveriesPerRead: SpreadSchema,
    deliveriesPerWrite: Type.Optional(SpreadSchema),
    coldStartMs: Type.Optional(SpreadSchema),
    latency: LatencySchema,
    uncorrected: LatencySchema,
  },
  exact,
);

const RankSchema = Type.Object(
  {
    band: Type.Integer({ minimum: 1, description: 'rows of two bands are all claimed to differ' }),
    best: Type.Integer({ minimum: 1, description: 'the best place that the claims leave open' }),
    worst: Type.Integer({ minimum: 1 }),
    of: Type.Integer({ minimum: 1, description: 'rows ranked together: same scenario, same binding' }),
  },
  exact,
);

/** One row. */
export const RowSchema = Type.Object(
  {
    ...RowKey,
    title: Type.String(),
    framework: Type.String(),
    language: Type.String(),
    runtime: Type.String(),
    layer: Type.String(),
    binding: Type.Enum([...BINDINGS]),
    isDefaultMode: Type.Boolean(),
    track: Type.Enum(['stock', 'tuned', 'plain'], {
      description:
        'stock: the fan-out that the framework’s documentation shows; tuned: one write a tick; plain: a loop beside a native fan-out',
    }),
    versus: Type.Optional(Type.String()),
    conformance: Type.Object(
      {
        passed: Type.Union([Type.Boolean(), Type.Null()], { description: 'null: not run' }),
        detail: Type.String(),
        contentHash: Type.Optional(Type.String({ description: 'what passed: server, kit, protocol, suite' })),
      },
      exact,
    ),
    ranks: Type.Object(
      {
        cpu: Type.Optional(RankSchema),
        p99: Type.Optional(RankSchema),
        memory: Type.Optional(RankSchema),
      } satisfies Record<MetricKey, unknown>,
      { ...exact, description: 'one for each figure; none where the row is not ranked' },
    ),
    toReference: Type.Optional(
      Type.Object(
        {
          server: Type.String(),
          mode: RowKey.mode,
          ratio: Type.Number({
            description: 'CPU a delivery against the reference’s, median of the rounds’ ratios',
          }),
          low: Type.Number(),
          high: Type.Number(),
          isClaimed: Type.Boolean(),
        },
        exact,
      ),
    ),
    flags: Type.Array(FlagSchema),
    samples: Count,
    ledger: LedgerSchema,
    figures: Type.Optional(FiguresSchema),
  },
  exact,
);

/** One server in one fan-out mode under one scenario, over all rounds. */
export type Row = Static<typeof RowSchema>;
/** Medians and ranges over a row's valid samples. */
export type Figures = Static<typeof FiguresSchema>;
/** Median, interval, range and the single values. */
export type Spread = Static<typeof SpreadSchema>;
/** Where a row stands among those that it may be compared with. */
export type Rank = Static<typeof RankSchema>;
