// The limits under which the suite starts a server: small enough to reach, large enough to be in nobody's way.
import type { Limits } from '@hubbub/protocol';

/** What a case gets where its `needs.limits` say nothing. Rates are off, timers far away. */
export const SUITE_LIMITS: Readonly<Limits> = Object.freeze({
  maxFrameBytes: 8_192,
  maxTextBytes: 512,
  maxRooms: 8,
  maxBadFrames: 4,
  helloTimeoutMs: 20_000,
  heartbeatMs: 30_000,
  idleTimeoutMs: 75_000,
  drainMs: 3_000,
  maxConnections: 2_000,
  maxConnectionsPerAddress: 0,
  ratePerSecond: 0,
  rateBurst: 100,
  maxViolations: 4,
  historySize: 50,
  historyRooms: 1_000,
  maxOutboxBytes: 262_144,
  retryAfterMs: 700,
  presenceMembers: 200,
});
