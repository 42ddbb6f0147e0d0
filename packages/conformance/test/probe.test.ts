// The probe against a real server with small limits: it finds them, and it finds one that is not what is stated.
import { DEFAULT_LIMITS, type ServerConfig } from '@hubbub/protocol';
import { expect, test } from 'vitest';
import { largest } from '../src/probe/probing.ts';
import { probeLimits } from '../src/probe/run-probe.ts';
import type { Target } from '../src/target.ts';
import { goodServers } from './good-servers.ts';

// Timers that a busy machine does not run into while it says hello.
const LIMITS = {
  ...DEFAULT_LIMITS,
  ...{
    maxFrameBytes: 8_192,
    maxTextBytes: 300,
    maxRooms: 5,
    maxBadFrames: 3,
    helloTimeoutMs: 3_000,
    heartbeatMs: 3_000,
  },
  ...{
    idleTimeoutMs: 7_000,
    maxConnections: 30,
    ratePerSecond: 400,
    rateBurst: 60,
    maxViolations: 7,
    historySize: 120,
  },
};

test('finds the limits of a server, and the one that it states wrongly', { timeout: 60_000 }, async () => {
  const [good] = goodServers() as [Target];
  const target: Target = {
    ...good,
    async start(config: ServerConfig, signal) {
      const server = await good.start({ ...config, limits: LIMITS }, signal);
      return { ...server, ready: { ...server.ready, limits: { ...server.ready.limits, maxRooms: 6 } } };
    },
  };
  const probed = await probeLimits({ target, patienceMs: 20_000, signal: new AbortController().signal });
  const found = Object.fromEntries(probed.map(({ limit, found: seen }) => [limit, seen?.value]));
  const exact = ['maxFrameBytes', 'maxTextBytes', 'maxRooms', 'maxBadFrames', 'historySize'] as const;
  for (const limit of exact) expect(found[limit], limit).toBe(LIMITS[limit]);
  for (const limit of ['helloTimeoutMs', 'heartbeatMs', 'idleTimeoutMs', 'maxViolations'] as const)
    expect(found[limit], limit).toBeGreaterThan(0);
  expect(found.maxConnections).toBeLessThanOrEqual(LIMITS.maxConnections);
  const verdicts = Object.fromEntries(probed.map(({ limit, agrees }) => [limit, agrees]));
  expect(verdicts).toMatchObject({ maxRooms: 'no', maxTextBytes: 'yes', maxOutboxBytes: 'not probed' });
});

test('the search tries no number twice and ends at the edge', async () => {
  for (const edge of [1, 2, 7, 8, 99]) {
    const tried: number[] = [];
    const seen = await largest(1, 100, async (value) => {
      tried.push(value);
      return value <= edge;
    });
    expect(seen).toBe(edge);
    expect(new Set(tried).size).toBe(tried.length);
  }
  expect(await largest(1, 100, async () => true)).toBeUndefined();
});
