// The judge is judged: servers that are broken in one way each go through whole runs, in processes of their own, and every
// one is caught by the ledger or a flag; the whole one is not.
import { HubbubError } from '@hubbub/protocol';
import { expect, it } from 'vitest';
import { measuredOf } from '../src/comparison/measured.ts';
import { runSample, type SampleRun } from '../src/comparison/sample.ts';
import { sampleFlags } from '../src/comparison/validity.ts';
import { FLAGS, type FlagCode } from '../src/results/flags.ts';
import type { Scenario } from '../src/scenario.ts';
import { brokenEntrant, FIXTURES, SHORT } from './fixtures/contestants.ts';
import { FAULTS } from './fixtures/faults.ts';

// What a busy machine raises has no place in a test, unless it is what is asked for.
const OF_THE_MACHINE: readonly FlagCode[] = [
  'noisy',
  'throttled',
  'client_bound',
  'overloaded',
  'generator_late',
  'generator_saturated',
  'unpinned',
  'silent',
  'unfair',
];
const UNPINNED = { serverCpus: null, generatorCpus: null, isRealTime: false };

/** What catches each fault, and the load that it takes where the short one will not do. */
const CAUGHT: Readonly<Record<string, { codes: readonly FlagCode[]; scenario?: Partial<Scenario> }>> = {
  drops: { codes: ['lost'] },
  repeats: { codes: ['repeated'] },
  reorders: { codes: ['out_of_order'] },
  truncates: { codes: ['corrupt'] },
  changes: { codes: ['corrupt'] },
  garbles: { codes: ['lost', 'corrupt'] },
  invents: { codes: ['corrupt'] },
  misattributes: { codes: ['corrupt'] },
  closes: { codes: ['server_died', 'lost'] },
  dies: { codes: ['server_died', 'lost'] },
  'skips numbers': { codes: ['lost'] },
  swallows: { codes: ['lost', 'ack_wrong'], scenario: { acks: true } },
  'acknowledges falsely': { codes: ['ack_wrong'], scenario: { acks: true } },
  'never acknowledges': { codes: ['ack_wrong'], scenario: { acks: true } },
  stalls: {
    codes: ['silent'],
    scenario: {
      load: { kind: 'open', arrivals: 'constant', ratePerSecond: 100, burst: 1 },
      warmUpMs: 0,
      durationMs: 2_500,
    },
  },
  throttles: { codes: ['unfair'] },
  eavesdrops: { codes: ['stray'], scenario: { rooms: 2, members: 6 } },
  'leaks descriptors': { codes: ['descriptors_leak'], scenario: { churn: { cycles: 2, clients: 60 } } },
  'leaks memory': { codes: ['memory_grows'], scenario: { churn: { cycles: 4, clients: 40 } } },
  'turns away': { codes: ['refused'], scenario: { connect: { ratePerSecond: 100 }, drainMs: 100 } },
  'does not end': {
    codes: ['no_exit'],
    scenario: { acks: true, fault: { kind: 'drain', atMs: 150 }, durationMs: 300 },
  },
};

function run(fault: string, more: Partial<SampleRun> = {}) {
  const { command, bindings } = brokenEntrant(fault);
  const limits = { ratePerSecond: 0 };
  const base = { command, folder: FIXTURES, limits, bindings, scenario: SHORT, seed: 1, placement: UNPINNED };
  return runSample({ ...base, ...more });
}

async function flagsOf(fault: string, more: Partial<SampleRun> = {}) {
  const readings = await run(fault, more);
  const scenario = more.scenario ?? SHORT;
  const measured = measuredOf(readings, scenario);
  return { codes: sampleFlags(readings, measured, scenario, UNPINNED).map(({ code }) => code), measured };
}

it.each<[string, Partial<SampleRun>]>([
  ['', {}],
  [' with two generators', { generators: 2 }],
  [' without selectors', { sockets: 'node:net' }],
  [
    ' in rooms, with acknowledgements and clients that come and go',
    { scenario: { ...SHORT, rooms: 3, members: 4, acks: true, churn: { cycles: 2, clients: 20 } } },
  ],
])('finds nothing against a whole server, and measures it%s', async (_, more) => {
  const { codes, measured } = await flagsOf('none', more);
  expect(codes.filter((code) => !OF_THE_MACHINE.includes(code))).toEqual([]);
  const { ledger, latency } = measured;
  const { members } = more.scenario ?? SHORT;
  expect(ledger.sent).toBeGreaterThan(200);
  expect(ledger.delivered).toBe(ledger.sent * members);
  expect(latency.count).toBeLessThan(ledger.delivered);
  expect(measured.cpuMicrosPerDelivery).toBeGreaterThan(0);
  expect(measured.memoryJoinedBytes).toBeGreaterThan(0);
  expect(latency.p99Ms).toBeGreaterThanOrEqual(latency.p50Ms);
  expect(measured.sockets).toBe(more.sockets ?? 'selectors');
});

it('has something to catch every broken server with', () => {
  expect(Object.keys(CAUGHT).sort()).toEqual(
    Object.keys(FAULTS)
      .filter((name) => name !== 'none' && name !== 'lies')
      .sort(),
  );
});

it.each(Object.entries(CAUGHT))('catches a server that %s', async (fault, { codes, scenario }) => {
  const found = (await flagsOf(fault, { scenario: { ...SHORT, ...scenario } })).codes;
  const isExpected = (code: FlagCode) => codes.includes(code);
  expect(found.filter((code) => isExpected(code) || !OF_THE_MACHINE.includes(code))).toEqual(codes);
  for (const code of codes) expect(FLAGS[code]).toBeDefined();
});

it('refuses a server that states other limits than it was given', async () => {
  await expect(run('lies')).rejects.toMatchObject({
    code: 'start_failed',
    message: expect.stringContaining('limit'),
  });
});

it('refuses what prints no ready line or ends', async () => {
  await expect(run('none', { command: ['sh', '-c', 'echo hello'] })).rejects.toMatchObject({
    code: 'start_failed',
  });
  await expect(run('none', { command: ['sh', '-c', 'exit 3'] })).rejects.toThrow(/status 3/);
  await expect(run('none', { command: ['no-such-program'] })).rejects.toThrow(/ENOENT/);
});

it('ends at once when it is aborted', async () => {
  const abort = new AbortController();
  const long = { ...SHORT, durationMs: 60_000 };
  const running = run('none', { scenario: long, signal: abort.signal });
  abort.abort();
  await expect(running).rejects.toSatisfy((error) => error instanceof HubbubError && error.code === 'closed');
});
