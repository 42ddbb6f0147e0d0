// The judge is judged: servers that are broken in one way each go through whole runs, in processes of their own, and every
// one is caught by the ledger or a flag; the whole one is not.
import { HubbubError } from '@hubbub/protocol';
import { expect, it } from 'vitest';
import { measuredOf } from '../src/comparison/measured.ts';
import { runSample, type SampleRun } from '../src/comparison/sample.ts';
import { sampleFlags } from '../src/comparison/validity.ts';
import type { FlagCode } from '../src/results/flags.ts';
import { brokenEntrant, FIXTURES, SHORT } from './fixtures/contestants.ts';

// What a busy machine raises has no place in a test.
const OF_THE_MACHINE: readonly FlagCode[] = [
  'noisy',
  'overloaded',
  'generator_late',
  'generator_saturated',
  'unpinned',
];
const UNPINNED = { serverCpus: null, generatorCpus: null };

function run(fault: string, more: Partial<SampleRun> = {}) {
  const { command, bindings } = brokenEntrant(fault);
  const limits = { ratePerSecond: 0 };
  const base = { command, folder: FIXTURES, limits, bindings, scenario: SHORT, seed: 1, placement: UNPINNED };
  return runSample({ ...base, ...more });
}

async function flagsOf(fault: string) {
  const readings = await run(fault);
  const measured = measuredOf(readings, SHORT);
  const flags = sampleFlags(readings, measured, SHORT, UNPINNED);
  return { codes: flags.map(({ code }) => code).filter((code) => !OF_THE_MACHINE.includes(code)), measured };
}

it('finds nothing against a whole server, and measures it', async () => {
  const { codes, measured } = await flagsOf('none');
  expect(codes).toEqual([]);
  const { ledger, latency } = measured;
  expect(ledger.delivered).toBe(ledger.sent * SHORT.members);
  expect(latency.count).toBeLessThan(ledger.delivered);
  expect(measured.cpuMicrosPerDelivery).toBeGreaterThan(0);
  expect(measured.memoryJoinedBytes).toBeGreaterThan(0);
  expect(latency.p99Ms).toBeGreaterThanOrEqual(latency.p50Ms);
});

it.each([
  ['drops', ['lost']],
  ['repeats', ['repeated']],
  ['reorders', ['out_of_order']],
  ['truncates', ['corrupt']],
  ['changes', ['corrupt']],
])('catches a server that %s', async (fault, codes) => {
  expect((await flagsOf(fault)).codes).toEqual(codes);
});

it('catches a server that closes a connection', async () => {
  expect((await flagsOf('closes')).codes).toEqual(['server_died', 'lost']);
});

it('catches a server that dies', async () => {
  expect((await flagsOf('dies')).codes).toContain('server_died');
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
