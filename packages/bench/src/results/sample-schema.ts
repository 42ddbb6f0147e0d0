// The shape of a sample in results.json: one fresh process under one scenario, its figures, its ledger, its flags. Times in
// the units of their names; histograms are HdrHistogram V2, compressed, base64, in µs.
import { FANOUT_MODES } from '@hubbub/protocol';
import Type, { type Static } from 'typebox';
import { FLAG_CODES } from './flags.ts';
import { LatencySchema } from './latency-schema.ts';
import { SPECIALS } from './specials.ts';

const exact = { additionalProperties: false } as const;
const Count = Type.Integer({ minimum: 0 });

/** One flag. */
export const FlagSchema = Type.Object(
  { code: Type.Enum([...FLAG_CODES]), detail: Type.String({ description: 'the figures behind it' }) },
  exact,
);

/** What became of the messages. */
export const LedgerSchema = Type.Object(
  {
    sent: Type.Integer({ minimum: 0, description: 'messages sent' }),
    expected: Type.Integer({ minimum: 0, description: 'messages sent × members' }),
    delivered: Count,
    lost: Count,
    repeated: Count,
    outOfOrder: Count,
    corrupt: Count,
    strays: Type.Integer({ minimum: 0, description: 'messages that came to who was not to get them' }),
    membersHurt: Type.Integer({ minimum: 0, description: 'members with any of the last five' }),
  },
  exact,
);

/** What names a row. */
export const RowKey = {
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
    ...SPECIALS,
  },
  exact,
);

/** One sample. */
export const SampleSchema = Type.Object(
  {
    ...RowKey,
    round: Type.Integer({ minimum: 1 }),
    isTwin: Type.Optional(
      Type.Boolean({ description: 'a second sample of a row that is there: it shows the noise' }),
    ),
    flags: Type.Array(FlagSchema),
    measured: Type.Optional(MeasuredSchema),
    stderrTail: Type.Optional(Type.String({ description: 'the server’s last log lines, where it failed' })),
  },
  exact,
);

/** One fresh server process under one scenario: the raw run. */
export type Sample = Static<typeof SampleSchema>;
/** The figures of one valid or void sample. */
export type Measured = Static<typeof MeasuredSchema>;
/** What became of every message for every member. */
export type LedgerTotals = Static<typeof LedgerSchema>;
/** One validity flag with the figures behind it. */
export type Flag = Static<typeof FlagSchema>;
/** How the load generator itself fared. */
export type GeneratorFacts = Static<typeof GeneratorSchema>;
