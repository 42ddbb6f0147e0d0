// What a sample holds beside the figures that every sample has: parts that depend on its scenario, or on what the server
// tells of itself.
import Type, { type Static } from 'typebox';
import { FaultFactsSchema, TimelinePointSchema } from '../faults/facts.ts';
import { LatencySchema } from './latency-schema.ts';

const exact = { additionalProperties: false } as const;
const Count = Type.Integer({ minimum: 0 });

const ConnectSchema = Type.Object(
  { joined: Count, failed: Count, latency: LatencySchema },
  { ...exact, description: 'connect-storm: from the time a connection was due to joined' },
);

const IdleStepSchema = Type.Object(
  {
    clients: Count,
    memoryBytes: Count,
    kernelBytes: Type.Integer({ minimum: 0, description: 'of all TCP sockets, both ends' }),
    cpuMsPerSecond: Type.Number(),
  },
  exact,
);

const ChurnSchema = Type.Object(
  {
    descriptors: Type.Array(Count),
    memoryBytes: Type.Array(Count),
    connections: Type.Array(Count, { description: 'by the server’s own count' }),
  },
  { ...exact, description: 'readings after each cycle; the first are from before' },
);

const LadderStepSchema = Type.Object(
  {
    ratePerSecond: Type.Number({ description: 'messages a second' }),
    deliveredPerSecond: Type.Number(),
    p99Ms: Type.Number(),
    isHeld: Type.Boolean(),
    isGeneratorLimit: Type.Boolean(),
  },
  exact,
);

/** Optional members of a sample's figures. */
export const SPECIALS = {
  deliveriesPerWrite: Type.Optional(
    Type.Number({ description: 'by the server’s own count; absent where it has none' }),
  ),
  generatorMicrosPerDelivery: Type.Optional(
    Type.Number({ description: 'CPU of the generator, waiting in a spin not counted' }),
  ),
  sockets: Type.Optional(Type.String({ description: 'what the generator’s sockets are' })),
  sampledEvery: Type.Optional(
    Type.Integer({ minimum: 1, description: 'latencies were recorded at every so-manieth client' }),
  ),
  coldStartMs: Type.Optional(Type.Number({ description: 'from the start of the process to its ready line' })),
  unsent: Type.Optional(Type.Integer({ minimum: 0, description: 'fell due while nobody could send them' })),
  fairness: Type.Optional(
    Type.Object(
      { medianMs: Type.Number(), worstMs: Type.Number() },
      { ...exact, description: 'mean latency of the median client and of the worst' },
    ),
  ),
  acks: Type.Optional(
    Type.Object(
      {
        acked: Count,
        missing: Count,
        wrong: Type.Integer({
          minimum: 0,
          description: 'under a seq at which members got another message or none',
        }),
      },
      exact,
    ),
  ),
  timeline: Type.Optional(Type.Array(TimelinePointSchema)),
  fault: Type.Optional(FaultFactsSchema),
  connect: Type.Optional(ConnectSchema),
  idle: Type.Optional(Type.Array(IdleStepSchema)),
  churn: Type.Optional(ChurnSchema),
  ladder: Type.Optional(Type.Array(LadderStepSchema)),
};

const SpecialsSchema = Type.Object(SPECIALS, exact);

/** See {@link SPECIALS}. */
export type Specials = Static<typeof SpecialsSchema>;
