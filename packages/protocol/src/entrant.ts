// What a server declares about itself, beside its code, in entrant.json: read by the judges, which know no server by name.
import type { Static } from 'typebox';
import { BINDINGS, FANOUT_MODES } from './process.ts';
import { Type } from './schema-builder.ts';

/** The groups in which the conformance suite asks; `core` is the gate to be listed and benchmarked. */
export const PROFILES = ['core', 'robust', 'ops', 'history', 'cluster', 'strict'] as const;
/** One of {@link PROFILES}. */
export type Profile = (typeof PROFILES)[number];

const exact = { additionalProperties: false } as const;

const ExpectationSchema = Type.Object(
  {
    case: Type.String({ minLength: 1, description: 'the id of one case' }),
    variant: Type.Optional(Type.String({ description: 'of this variant; of the server itself without it' })),
    message: Type.String({
      minLength: 1,
      description: 'how the failure begins, as reports tell it; one that fails otherwise is a new failure',
    }),
    reason: Type.String({ minLength: 1 }),
    issue: Type.String({ minLength: 1, description: 'where it is being worked on' }),
    until: Type.String({
      pattern: '^\\d{4}-\\d{2}-\\d{2}$',
      description: 'the last day on which it holds',
    }),
  },
  exact,
);
/** A failure that a server knows of. */
export type Expectation = Static<typeof ExpectationSchema>;

const RequiresSchema = Type.Array(
  Type.Object({ what: Type.String(), probe: Type.Array(Type.String()), install: Type.String() }, exact),
  { description: 'what must be installed; `probe` is a command that exits 0 where it is' },
);
const ID_PATTERN = '^[a-z0-9][a-z0-9-]*$';

/** The schema of `entrant.json`; unknown keys are refused. */
export const EntrantSchema = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    id: Type.String({ pattern: ID_PATTERN, description: 'the name used on the command line' }),
    title: Type.String(),
    framework: Type.String(),
    language: Type.String(),
    runtime: Type.String(),
    layer: Type.Enum(['raw', 'library', 'framework', 'platform']),
    style: Type.Enum(['callbacks', 'coroutines', 'readiness loop', 'threads', 'components']),
    bindings: Type.Array(Type.Enum([...BINDINGS]), { minItems: 1 }),
    command: Type.Array(Type.String(), {
      minItems: 1,
      description:
        'program and arguments, run in the folder of entrant.json; `node` is the Node that runs the judge',
    }),
    features: Type.Array(Type.String()),
    fanout: Type.Array(Type.Enum([...FANOUT_MODES]), {
      minItems: 1,
      description: 'the first is the default',
    }),
    backpressure: Type.Object(
      { policy: Type.Enum(['close', 'drop', 'buffer']), limit: Type.String() },
      { additionalProperties: false, description: 'what happens to a slow reader, and which limit decides' },
    ),
    versus: Type.Optional(Type.String({ description: 'the id of the layer below, for the abstraction tax' })),
    maxClients: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'the most clients that this way of serving can hold; larger loads leave it out',
      }),
    ),
    requires: RequiresSchema,
    profiles: Type.Optional(
      Type.Array(Type.Enum([...PROFILES]), {
        minItems: 1,
        description: 'what it claims to keep: all that its features allow where it is not given',
      }),
    ),
    expectations: Type.Array(ExpectationSchema, {
      description: 'known failures, one case each: run all the same; stale ones fail',
    }),
    variants: Type.Array(
      Type.Object(
        {
          id: Type.String({ pattern: ID_PATTERN, description: 'addressed as `<server>:<id>`' }),
          title: Type.String(),
          runtime: Type.String(),
          command: Type.Array(Type.String(), { minItems: 1 }),
          requires: Type.Optional(RequiresSchema),
        },
        exact,
      ),
      { description: 'the same code run another way; what is left out is as above' },
    ),
  },
  exact,
);

/** See {@link EntrantSchema}. */
export type Entrant = Static<typeof EntrantSchema>;

/** An entrant and each of its variants as one of its own, with the id `<server>:<variant>`; each with its expectations. */
export function withVariants(entrant: Entrant): Entrant[] {
  const { variants, ...base } = entrant;
  const expectationsOf = (id?: string) => entrant.expectations.filter(({ variant }) => variant === id);
  return [
    { ...entrant, expectations: expectationsOf() },
    ...variants.map((variant) => ({
      ...base,
      ...variant,
      id: `${base.id}:${variant.id}`,
      expectations: expectationsOf(variant.id),
      variants: [],
    })),
  ];
}
