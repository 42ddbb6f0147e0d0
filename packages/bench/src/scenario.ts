// What a scenario is: load as data, the same file for every server. What carries it out is in generator/.
import { HubbubError } from '@hubbub/protocol';
import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';

const exact = { additionalProperties: false } as const;
const positive = (description: string) => Type.Integer({ minimum: 1, description });

/** The schema of a scenario file in `scenarios/`; unknown members are refused. */
export const ScenarioSchema = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]*$' }),
    title: Type.String(),
    members: positive('clients in the one room'),
    senders: positive('how many of them speak, in turn'),
    textBytes: Type.Integer({ minimum: 48, description: 'UTF-8 bytes of one text' }),
    load: Type.Union([
      Type.Object(
        {
          kind: Type.Literal('open'),
          arrivals: Type.Enum(['constant', 'poisson']),
          ratePerSecond: Type.Number({ exclusiveMinimum: 0, description: 'messages a second, all together' }),
          burst: positive('messages that fall due in the same instant, each from another sender'),
        },
        { ...exact, description: 'open loop: a schedule that does not wait for the server' },
      ),
      Type.Object(
        { kind: Type.Literal('closed') },
        { ...exact, description: 'closed loop: each sender says again once its own message returned' },
      ),
    ]),
    warmUpMs: Type.Integer({ minimum: 0, description: 'ms of the same load before measuring' }),
    durationMs: positive('ms of measured load'),
    drainMs: positive('ms that the last deliveries may take after it'),
  },
  exact,
);

/** One scenario: members, senders, load and times. See {@link ScenarioSchema}. */
export type Scenario = Static<typeof ScenarioSchema>;

/**
 * Checks a scenario and gives it its type.
 * @throws HubbubError `argument_invalid` naming what is wrong; also where there are more senders than members, or bursts than senders.
 */
export function parseScenario(value: unknown): Scenario {
  if (!Value.Check(ScenarioSchema, value)) {
    const [error] = Value.Errors(ScenarioSchema, value);
    throw new HubbubError(
      'argument_invalid',
      `scenario: ${error?.instancePath ?? ''} ${error?.message ?? ''}`,
    );
  }
  const { members, senders, load } = value;
  if (senders > members || (load.kind === 'open' && load.burst > senders)) {
    throw new HubbubError('argument_invalid', `scenario "${value.id}": members ≥ senders ≥ burst must hold`);
  }
  return value;
}
