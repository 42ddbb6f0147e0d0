// What a fault did, as results.json holds it: the TypeBox schema of a sample's timeline and of its fault.
import Type, { type Static } from 'typebox';

const exact = { additionalProperties: false } as const;
const Count = Type.Integer({ minimum: 0 });
const orNever = (description: string) => Type.Union([Type.Number(), Type.Null()], { description });

/** The schema of one point of a timeline: what came in one stretch of a sample's measured phase. */
export const TimelinePointSchema = Type.Object(
  {
    atMs: Type.Integer({ minimum: 0, description: 'where the stretch begins, from the phase’s start' }),
    delivered: Count,
    maxMs: Type.Number({ description: 'the longest latency of a delivery that came in it; 0: none came' }),
    connected: Type.Integer({ minimum: 0, description: 'clients in their rooms at its end' }),
  },
  exact,
);

/** The schema of what one fault did. */
export const FaultFactsSchema = Type.Object(
  {
    kind: Type.String(),
    atMs: Type.Number({ description: 'when it began, from the phase’s start' }),
    victims: Type.Integer({ minimum: 0, description: 'clients that it concerned' }),
    detectMs: orNever('from its beginning to the first client that was told or closed; null: nobody was'),
    backMs: orNever(
      'from its beginning until all victims were in their rooms again; null: not to be, or never',
    ),
    recoverMs: orNever('from its beginning until healthy clients’ latency was what it had been; null: never'),
    healthy: Type.Object(
      {
        p99BeforeMs: Type.Number(),
        p99DuringMs: Type.Number({ description: 'from the fault on' }),
        maxMs: Type.Number({ description: 'from the fault on' }),
        closed: Type.Integer({ minimum: 0, description: 'healthy clients that lost their connection' }),
      },
      exact,
    ),
    lost: Type.Integer({ minimum: 0, description: 'deliveries that healthy clients had to get and did not' }),
    unsent: Type.Integer({ minimum: 0, description: 'messages that fell due while nobody could send them' }),
    told: Type.Record(Type.String(), Count, {
      description: 'member_left by reason, over all healthy clients',
    }),
    closed: Type.Integer({ minimum: 0, description: 'victims that the server closed' }),
    errors: Type.Record(Type.String(), Count, { description: 'error frames to victims, by code' }),
    exit: Type.Optional(
      Type.Object(
        { ms: Type.Number(), code: Type.Union([Type.Integer(), Type.Null()]) },
        { ...exact, description: 'how the server’s process ended, where it was asked to' },
      ),
    ),
  },
  exact,
);

/** One stretch of a sample's measured phase. */
export type TimelinePoint = Static<typeof TimelinePointSchema>;
/** What one fault did. */
export type FaultFacts = Static<typeof FaultFactsSchema>;
