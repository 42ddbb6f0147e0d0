// The limits of protocol §12: their names, defaults and ranges as data. What enforces them is elsewhere.
import type { Static, TInteger } from 'typebox';
import { HubbubError } from './errors.ts';
import { Type } from './schema-builder.ts';

const integer = (minimum: number, maximum: number, description: string): TInteger =>
  Type.Integer({ minimum, maximum, description });

const DAY_MS = 86_400_000;
const GIB = 1_073_741_824;

/** JSON Schema of all limits: times in ms, sizes in bytes, 0 = off where the description says so (§12). */
export const LimitsSchema = Type.Object({
  maxFrameBytes: integer(1_024, 16_777_216, 'bytes of one frame’s JSON text (FRAME-5)'),
  maxTextBytes: integer(1, 1_048_576, 'UTF-8 bytes of one text (SAY-3)'),
  maxRooms: integer(1, 100_000, 'rooms a client may be in (ROOM-6)'),
  maxBadFrames: integer(1, 1_000_000, 'bad frames in a row before a close (FRAME-3)'),
  helloTimeoutMs: integer(1, DAY_MS, 'ms from accept to a completed hello (HELLO-5)'),
  heartbeatMs: integer(1, DAY_MS, 'ms of silence before the server pings (LIVE-1)'),
  idleTimeoutMs: integer(1, DAY_MS, 'ms of silence before the server drops a client (LIVE-1)'),
  drainMs: integer(1, DAY_MS, 'ms a shutdown may take (STOP-1)'),
  maxConnections: integer(1, 10_000_000, 'connections at once, counted from the accept (CAP-1)'),
  maxConnectionsPerAddress: integer(0, 10_000_000, 'connections from one address; 0: off (CAP-2)'),
  ratePerSecond: integer(0, 1_000_000, 'tokens a second and client; 0: off (RATE-1)'),
  rateBurst: integer(1, 1_000_000, 'size of the token bucket (RATE-1)'),
  maxViolations: integer(1, 1_000_000, 'rate violations in a row before a close (RATE-1)'),
  historySize: integer(0, 1_000_000, 'messages kept a room; 0: no history, replay or dedupe (HIST-1)'),
  historyRooms: integer(1, 10_000_000, 'rooms whose history is kept while nobody is in them (HIST-1)'),
  maxOutboxBytes: integer(1_024, GIB, 'bytes queued for one client (FLOW-1)'),
  retryAfterMs: integer(1, DAY_MS, 'ms told to a client that is refused or shut out (CAP-1, STOP-1)'),
  presenceMembers: integer(0, 10_000_000, 'members above which presence is told by size; 0: never (ROOM-8)'),
});

/** JSON Schema of some of the limits: what a configuration may set (PROC-1); an unknown name is refused. */
export const SomeLimitsSchema = Type.Partial(LimitsSchema, { additionalProperties: false });

/** All limits of a server, as stated in `welcome.limits` and the ready line. */
export type Limits = Static<typeof LimitsSchema>;
/** The name of a limit. */
export type LimitName = keyof Limits;

/** The defaults of §12. */
export const DEFAULT_LIMITS: Readonly<Limits> = Object.freeze({
  maxFrameBytes: 65_536,
  maxTextBytes: 4_096,
  maxRooms: 64,
  maxBadFrames: 10,
  helloTimeoutMs: 10_000,
  heartbeatMs: 30_000,
  idleTimeoutMs: 75_000,
  drainMs: 5_000,
  maxConnections: 10_000,
  maxConnectionsPerAddress: 0,
  ratePerSecond: 50,
  rateBurst: 100,
  maxViolations: 20,
  historySize: 1_000,
  historyRooms: 10_000,
  maxOutboxBytes: 1_048_576,
  retryAfterMs: 1_000,
  presenceMembers: 200,
});

/** Every limit's name, in the order of {@link DEFAULT_LIMITS}. */
export const LIMIT_NAMES: readonly LimitName[] = Object.freeze(Object.keys(DEFAULT_LIMITS) as LimitName[]);

/**
 * Fills the given limits up with the defaults and checks them (LIMIT-1, FRAME-8).
 * @throws HubbubError `config_invalid` for an unknown limit, one outside its range, or a `maxFrameBytes`
 * below 6 × `maxTextBytes` + 1152 (an escaped text must fit a frame).
 */
export function resolveLimits(given: Readonly<Record<string, unknown>> = {}): Limits {
  const limits: Record<string, number> = { ...DEFAULT_LIMITS };
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(DEFAULT_LIMITS, name)) {
      throw new HubbubError('config_invalid', `unknown limit "${name}"; known are ${LIMIT_NAMES.join(', ')}`);
    }
    if (value === undefined) continue;
    const { minimum, maximum } = LimitsSchema.properties[name as LimitName] as unknown as {
      minimum: number;
      maximum: number;
    };
    if (typeof value !== 'number' || !Number.isInteger(value) || value < minimum || value > maximum) {
      throw new HubbubError(
        'config_invalid',
        `limit "${name}" must be an integer from ${minimum} to ${maximum}, not ${JSON.stringify(value)}`,
      );
    }
    limits[name] = value;
  }
  const resolved = limits as Limits;
  const floor = 6 * resolved.maxTextBytes + 1_152;
  if (resolved.maxFrameBytes < floor) {
    throw new HubbubError(
      'config_invalid',
      `limit "maxFrameBytes" is ${resolved.maxFrameBytes} but must be at least 6 × maxTextBytes + 1152 = ${floor}`,
    );
  }
  return resolved;
}
