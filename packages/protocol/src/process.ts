// The process contract of §13 as schemas: what a server reads on stdin and what it prints when it is ready.
import type { Static } from 'typebox';
import { LimitsSchema, SomeLimitsSchema } from './limits.ts';
import { Type } from './schema-builder.ts';

/** The bindings of §2, by the names that the ready line uses (PROC-2). */
export const BINDINGS = ['lines', 'websocket', 'socket.io'] as const;
/** One of {@link BINDINGS}. */
export type Binding = (typeof BINDINGS)[number];

/** The fan-out modes: a send for each message and member, the framework's own, or one write a tick. */
export const FANOUT_MODES = ['each', 'native', 'batched'] as const;
/** One of {@link FANOUT_MODES}. */
export type FanoutMode = (typeof FANOUT_MODES)[number];

const Port = Type.Integer({ minimum: 0, maximum: 65_535, description: '0: any free port (PROC-2)' });

/** The configuration of a server: flags, `HUBBUB_*`, or one JSON line on stdin (PROC-1). Unknown members are refused. */
export const ServerConfigSchema = Type.Object(
  {
    host: Type.Optional(Type.String({ minLength: 1 })),
    port: Type.Optional(Port),
    limits: Type.Optional(SomeLimitsSchema),
    fanout: Type.Optional(Type.Enum([...FANOUT_MODES])),
    adminPort: Type.Optional(Port),
    tls: Type.Optional(
      Type.Object({ cert: Type.String(), key: Type.String() }, { additionalProperties: false }),
    ),
    auth: Type.Optional(
      Type.Union(
        [
          Type.Object({ secret: Type.String({ minLength: 1 }) }, { additionalProperties: false }),
          Type.Object(
            {
              jwks: Type.String({ minLength: 1 }),
              issuer: Type.Optional(Type.String()),
              audience: Type.Optional(Type.String()),
            },
            { additionalProperties: false },
          ),
        ],
        { description: '{secret} or {jwks, issuer?, audience?}' },
      ),
    ),
    origins: Type.Optional(Type.Array(Type.String())),
    store: Type.Optional(Type.String()),
    backplane: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
);
/** See {@link ServerConfigSchema}. */
export type ServerConfig = Static<typeof ServerConfigSchema>;

/** The one line on stdout once connections are accepted (PROC-2). */
export const ReadyLineSchema = Type.Object({
  ready: Type.Literal(true),
  name: Type.String(),
  framework: Type.String(),
  runtime: Type.String(),
  pid: Type.Integer({ minimum: 1 }),
  features: Type.Array(Type.String()),
  limits: LimitsSchema,
  endpoints: Type.Array(Type.Object({ binding: Type.Enum([...BINDINGS]), url: Type.String() }), {
    minItems: 1,
  }),
  admin: Type.Optional(Type.String()),
});
/** See {@link ReadyLineSchema}. */
export type ReadyLine = Static<typeof ReadyLineSchema>;

/** The body of the admin endpoint `/stats` (PROC-3). */
export const StatsSchema = Type.Object({
  connections: Type.Integer(),
  sessions: Type.Integer(),
  rooms: Type.Integer(),
  outboxBytes: Type.Integer(),
  received: Type.Integer(),
  delivered: Type.Integer(),
  evicted: Type.Integer(),
  refused: Type.Integer(),
});
/** See {@link StatsSchema}. */
export type Stats = Static<typeof StatsSchema>;
