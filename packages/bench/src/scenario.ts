// What a scenario is: load as data, the same file for every server. What carries it out is in generator/ and
// comparison/; where the files are and what they say in words is in scenarios/.
import { HubbubError, type Limits, SomeLimitsSchema } from '@hubbub/protocol';
import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import { FaultSchema } from './faults/schema.ts';

const exact = { additionalProperties: false } as const;
const positive = (description: string) => Type.Integer({ minimum: 1, description });

const LoadSchema = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('open'),
      arrivals: Type.Enum(['constant', 'poisson']),
      ratePerSecond: Type.Number({
        exclusiveMinimum: 0,
        description: 'messages a second, all rooms together',
      }),
      burst: positive(
        'messages that fall due in the same instant, each from another sender, of one room first',
      ),
      surge: Type.Optional(
        Type.Object(
          {
            atMs: Type.Integer({ minimum: 0, description: 'ms after the measured phase began' }),
            forMs: positive('ms'),
            times: Type.Number({ exclusiveMinimum: 1, description: 'the rate is multiplied by this' }),
          },
          { ...exact, description: 'a stretch of the measured phase at a higher rate' },
        ),
      ),
    },
    { ...exact, description: 'open loop: a schedule that does not wait for the server' },
  ),
  Type.Object(
    {
      kind: Type.Literal('closed'),
      inFlight: Type.Optional(positive('messages each sender keeps on the way; 1 where it is left out')),
    },
    { ...exact, description: 'closed loop: each sender says again once its own message returned' },
  ),
]);

/** The schema of a scenario file in `scenarios/`; unknown members are refused. */
export const ScenarioSchema = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]*$' }),
    title: Type.String({ minLength: 1 }),
    rooms: Type.Optional(positive('rooms of that many members each; 1 where it is left out')),
    members: positive('clients in each room'),
    senders: positive('how many of each room speak, in turn'),
    to: Type.Optional(
      Type.Enum(['room', 'direct'], {
        description:
          'whom messages are for: the sender’s room, or its neighbour alone; room where it is left out',
      }),
    ),
    acks: Type.Optional(
      Type.Boolean({ description: 'whether each message asks for a reply (said), which is checked too' }),
    ),
    textBytes: Type.Integer({ minimum: 16, maximum: 65_536, description: 'UTF-8 bytes of one text' }),
    load: LoadSchema,
    connect: Type.Optional(
      Type.Object(
        { ratePerSecond: Type.Number({ exclusiveMinimum: 0, description: 'connections a second' }) },
        { ...exact, description: 'connects on a schedule of its own and measures the way into the room' },
      ),
    ),
    idle: Type.Optional(
      Type.Object(
        {
          steps: Type.Array(positive('clients connected at this step'), { minItems: 2 }),
          holdMs: positive('ms of silence at each step'),
        },
        { ...exact, description: 'memory and CPU of clients that say nothing, as slopes over the steps' },
      ),
    ),
    mix: Type.Optional(
      Type.Object(
        {
          zipf: Type.Number({
            minimum: 0,
            maximum: 3,
            description: 'how unequal rooms are; 0: all the same',
          }),
          movesPerSecond: Type.Number({ minimum: 0, description: 'clients that leave a room for another' }),
          historyPerSecond: Type.Number({ minimum: 0, description: 'requests for a room’s history' }),
        },
        { ...exact, description: 'rooms of unequal size, people who come and go, reading back' },
      ),
    ),
    churn: Type.Optional(
      Type.Object(
        {
          cycles: positive('times that all of the clients come and go'),
          clients: positive('clients that do so, beside the members'),
        },
        { ...exact, description: 'comes and goes before the load: does anything stay behind?' },
      ),
    ),
    ladder: Type.Optional(
      Type.Object(
        {
          factor: Type.Number({
            exclusiveMinimum: 1,
            maximum: 10,
            description: 'from a step’s rate to the next',
          }),
          maxSteps: Type.Integer({ minimum: 1, maximum: 50 }),
          p99Ms: Type.Number({ exclusiveMinimum: 0, description: 'a step holds where p99 is at most this' }),
        },
        { ...exact, description: 'repeats the measured phase at growing rates until a step does not hold' },
      ),
    ),
    fault: Type.Optional(FaultSchema),
    limits: Type.Optional(
      Type.Unsafe<Partial<Limits>>({
        ...SomeLimitsSchema,
        description: 'limits that the server is given',
      }),
    ),
    warmUpMs: Type.Integer({ minimum: 0, description: 'ms of the same load before measuring' }),
    durationMs: positive('ms of measured load'),
    drainMs: positive('ms that the last deliveries may take after it'),
  },
  { ...exact, $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'Hubbub scenario' },
);

/** One scenario: members, senders, load and times. See {@link ScenarioSchema}. */
export type Scenario = Static<typeof ScenarioSchema>;

/** All clients of a scenario that take part in its load. */
export function clientsOf({ rooms = 1, members }: Pick<Scenario, 'rooms' | 'members'>): number {
  return rooms * members;
}

/** To how many clients one message goes. Where rooms are of unequal size, on the average. */
export function receiversOf({ members, to = 'room' }: Scenario): number {
  return to === 'direct' ? 1 : members;
}

/**
 * Checks a scenario and gives it its type.
 * @throws HubbubError `argument_invalid` naming what is wrong; also where parts contradict each other.
 */
export function parseScenario(value: unknown): Scenario {
  if (!Value.Check(ScenarioSchema, value)) {
    const [error] = Value.Errors(ScenarioSchema, value);
    throw new HubbubError('argument_invalid', `scenario: ${describeError(value, error)}`);
  }
  const fault = contradictions(value).find(({ isWrong }) => isWrong);
  if (fault !== undefined) throw new HubbubError('argument_invalid', `scenario "${value.id}": ${fault.says}`);
  return value;
}

function describeError(
  value: unknown,
  error: { instancePath: string; message: string; params?: object } | undefined,
): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'it must be a JSON object';
  const path = (error?.instancePath ?? '').replace(/^\//, '').replaceAll('/', '.');
  const { additionalProperties } = (error?.params ?? {}) as { additionalProperties?: readonly string[] };
  const unknown = additionalProperties === undefined ? '' : ` (${additionalProperties.join(', ')})`;
  const message = error?.message === 'schema is false' ? 'is unknown' : (error?.message ?? 'is not valid');
  return `${path === '' ? 'it' : path} ${message}${unknown}`;
}

function contradictions(scenario: Scenario): { isWrong: boolean; says: string }[] {
  const { rooms = 1, members, senders, to = 'room', load, idle, mix, ladder, fault, durationMs } = scenario;
  const isOpen = load.kind === 'open';
  const surgeEndMs = isOpen && load.surge !== undefined ? load.surge.atMs + load.surge.forMs : 0;
  return [
    { isWrong: senders > members, says: 'members ≥ senders must hold' },
    { isWrong: isOpen && load.burst > senders * rooms, says: 'senders × rooms ≥ load.burst must hold' },
    { isWrong: to === 'direct' && members < 2, says: 'to "direct" needs two members in a room' },
    { isWrong: to === 'direct' && mix !== undefined, says: 'mix goes with to "room" only' },
    { isWrong: ladder !== undefined && !isOpen, says: 'ladder needs an open load' },
    { isWrong: ladder !== undefined && fault !== undefined, says: 'ladder and fault exclude each other' },
    { isWrong: mix !== undefined && rooms < 2, says: 'mix needs at least two rooms' },
    { isWrong: fault !== undefined && !isOpen, says: 'fault needs an open load' },
    { isWrong: fault !== undefined && mix !== undefined, says: 'fault and mix exclude each other' },
    { isWrong: fault !== undefined && fault.atMs >= durationMs, says: 'fault.atMs < durationMs must hold' },
    { isWrong: surgeEndMs > durationMs, says: 'load.surge must end within durationMs' },
    {
      isWrong: idle?.steps.some((step, i) => step <= (idle.steps[i - 1] ?? 0)) === true,
      says: 'idle.steps must grow',
    },
    {
      isWrong: idle !== undefined && Math.max(...idle.steps) > clientsOf(scenario),
      says: 'idle.steps must not pass rooms × members',
    },
  ];
}
