// One of a hundred members stops reading: the others must not notice, the server must not swell, and the one must be
// evicted with the reason told. For each server and mode, each held against its own run without a stalled reader.
//
//   node benchmarks/stalled-reader.ts [--servers net,ws] [--rounds 3] [--seconds 7]
import { parseArgs } from 'node:util';
import { DEFAULT_LIMITS, type FanoutMode, type Limits } from '@hubbub/protocol';
import { runSample, type SampleReadings } from '../src/comparison/sample.ts';
import { ledgerFlags } from '../src/comparison/validity.ts';
import { placeOnCores } from '../src/process/placement.ts';
import type { Scenario } from '../src/scenario.ts';
import { spreadOf } from '../src/statistics/spread.ts';
import { type Found, findEntrants } from './entrants.ts';

const GROWTH_MAX_BYTES = DEFAULT_LIMITS.maxOutboxBytes + 20 * 1_048_576;
const P99_TIMES_MAX = 2;
const MIB = 1_048_576;

const { values } = parseArgs({
  options: {
    servers: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '7' },
  },
});
const rounds = Number(values.rounds);
// Long texts fill the kernel's socket buffers (some MB on loopback) and then the outbox within the run, at few messages.
const limits: Partial<Limits> = { ratePerSecond: 0, maxTextBytes: 16_384, maxFrameBytes: 131_072 };
const scenario: Scenario = {
  id: 'stalled-reader',
  title: 'one member stops reading',
  members: 100,
  senders: 20,
  textBytes: 16_000,
  load: { kind: 'open', arrivals: 'constant', ratePerSecond: 60, burst: 10 },
  warmUpMs: 1_500,
  durationMs: Number(values.seconds) * 1_000,
  drainMs: 2_000,
};
const stalledScenario: Scenario = {
  ...scenario,
  fault: { kind: 'slow-readers', atMs: 100, share: 1 / scenario.members },
};
const placement = placeOnCores();
let isSound = true;

for (const found of findEntrants(values.servers?.split(','))) {
  for (const mode of found.entrant.fanout) await judge(found, mode);
}
process.exitCode = isSound ? 0 : 1;

async function judge(found: Found, mode: FanoutMode): Promise<void> {
  console.log(`\n${found.entrant.id} ${mode}`);
  const calm: SampleReadings[] = [];
  const stalled: SampleReadings[] = [];
  for (let round = 1; round <= rounds; round++) {
    calm.push(await sample(found, mode, round, 0));
    stalled.push(await sample(found, mode, round, 1));
  }
  for (const [name, runs] of [
    ['without', calm],
    ['with', stalled],
  ] as const) {
    const flags = runs.flatMap(({ report }) => ledgerFlags(report.ledger));
    const expected = runs.reduce((sum, { report }) => sum + report.ledger.expected, 0);
    check(
      `${name} it, the others got all of ${expected} deliveries exactly once, in order`,
      flags.length === 0,
    );
    for (const { code, detail } of flags) console.log(`    ${code}: ${detail}`);
  }
  const p99 = (runs: readonly SampleReadings[]) =>
    spreadOf(runs.map(({ report }) => report.latency.p99Ms)).median;
  const ratio = p99(stalled) / p99(calm);
  check(
    `p99 ${p99(stalled).toFixed(1)} ms, ${p99(calm).toFixed(1)} ms without it: ${ratio.toFixed(2)} times`,
    ratio <= P99_TIMES_MAX,
  );
  const others = spreadOf([...calm, ...stalled].map(othersShare)).median;
  if (others > 0.15)
    console.log(
      `    (other processes used ${Math.round(others * 100)} % of a core: latencies are theirs too)`,
    );
  const growth = (run: SampleReadings) => run.memoryAfter.bytes - run.memoryJoined.bytes;
  const [grewCalm, grewStalled] = [calm, stalled].map((runs) => spreadOf(runs.map(growth)).median);
  const extra = (grewStalled ?? 0) - Math.max(0, grewCalm ?? 0);
  check(
    `memory grew by ${((grewStalled ?? 0) / MIB).toFixed(1)} MiB, ${((grewCalm ?? 0) / MIB).toFixed(1)} MiB without it`,
    extra <= GROWTH_MAX_BYTES,
  );
  for (const { stalled: facts, report, stats } of stalled) {
    const told = (report.fault?.told.slow_consumer ?? 0) + (facts.reasons.slow_consumer ?? 0);
    check(
      `evicted: ${told} of ${scenario.members - 1} peers were told slow_consumer, /stats says ${stats?.evicted ?? 'nothing'}; ` +
        `reading on, it ${facts.closed === 1 ? 'was closed' : 'was NOT closed'} (error frames: ${facts.errors.join(', ') || 'none'})`,
      told === scenario.members - 1 && facts.closed === 1,
    );
  }
}

/** Cores that neither the server nor the generator used. */
function othersShare({ machineMs, report, cpu, wallMs }: SampleReadings): number {
  return Math.max(0, machineMs - report.cpuMs - cpu.totalNs / 1e6) / wallMs;
}

function sample({ entrant, folder }: Found, fanout: FanoutMode, round: number, stalled: number) {
  return runSample({
    command: entrant.command,
    folder,
    bindings: entrant.bindings,
    fanout,
    limits,
    scenario: stalled > 0 ? stalledScenario : scenario,
    seed: round,
    placement,
  });
}

function check(what: string, isMet: boolean): void {
  console.log(`  ${isMet ? '✓' : '✗'} ${what}`);
  if (!isMet) isSound = false;
}
