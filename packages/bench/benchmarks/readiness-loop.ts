// What a readiness loop in TypeScript costs a delivery, beside a C epoll loop with the same batching and beside node:net,
// all in one run and interleaved. Exit status 1 where it costs more than 1.25 times C, or as much as net.
//
//   node benchmarks/readiness-loop.ts [--rounds 3] [--members 1000] [--seconds 3]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Limits, resolveLimits } from '@hubbub/protocol';
import { interleave } from '../src/comparison/order.ts';
import { runSample } from '../src/comparison/sample.ts';
import { ledgerFlags } from '../src/comparison/validity.ts';
import { placeOnCores } from '../src/process/placement.ts';
import type { Scenario } from '../src/scenario.ts';
import { spreadOf } from '../src/statistics/spread.ts';
import { findEntrants } from './entrants.ts';

const OF_C_MAX = 1.25;
const IN_FLIGHT = 20;
const SPARE_CONNECTIONS = 16;
const HERE = fileURLToPath(new URL('.', import.meta.url));

interface Way {
  readonly name: string;
  readonly command: readonly string[];
  readonly folder: string;
  readonly micros: number[];
}

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    members: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '3' },
  },
});
const members = Number(values.members);
const limits: Partial<Limits> = {
  ratePerSecond: 0,
  presenceMembers: 16,
  maxConnections: members + SPARE_CONNECTIONS,
};
const scenario: Scenario = {
  id: 'saturation',
  title: 'closed loop',
  members,
  senders: IN_FLIGHT,
  textBytes: 100,
  load: { kind: 'closed' },
  warmUpMs: 1_500,
  durationMs: Number(values.seconds) * 1_000,
  drainMs: 2_000,
};

const ways: Way[] = findEntrants(['selector', 'net']).map(({ entrant, folder }) => ({
  name: entrant.id,
  command: entrant.command,
  folder,
  micros: [],
}));
const scratch = mkdtempSync(join(tmpdir(), 'hubbub-'));
const program = join(scratch, 'bare-epoll');
const compiler = 'cc';
const built = spawnSync(compiler, ['-O2', '-o', program, join(HERE, 'bare-epoll.c')], { stdio: 'inherit' });
if (built.status === 0) {
  ways.unshift({
    name: 'C',
    command: [program, JSON.stringify(resolveLimits(limits))],
    folder: HERE,
    micros: [],
  });
} else console.log('there is no C compiler here: `apt-get install gcc` for the comparison with C');

const placement = placeOnCores();
let isSound = built.status === 0;
for (const { item: way, round } of interleave(ways, Number(values.rounds))) {
  const { report, cpu } = await runSample({
    command: way.command,
    folder: way.folder,
    bindings: ['lines'],
    limits,
    scenario,
    seed: round,
    placement,
  });
  const micros = cpu.totalNs / 1_000 / report.delivered;
  way.micros.push(micros);
  console.log(
    `round ${round}  ${way.name.padEnd(9)} ${micros.toFixed(3)} µs/delivery  ` +
      `${(report.delivered / report.reads).toFixed(1)} deliveries a read`,
  );
  for (const { code, detail } of ledgerFlags(report.ledger)) {
    console.log(`  ✗ ${code}: ${detail}`);
    isSound = false;
  }
}
rmSync(scratch, { recursive: true });

console.log(`\n${members} members, ${IN_FLIGHT} in flight, ${scenario.textBytes} B text; medians, min–max`);
for (const { name, micros } of ways) {
  const { median, min, max } = spreadOf(micros);
  console.log(`${name.padEnd(9)} ${median.toFixed(3)} µs/delivery (${min.toFixed(3)}–${max.toFixed(3)})`);
}
if (built.status === 0) check('selector / C', medianOf('selector') / medianOf('C'), OF_C_MAX);
check('selector / net', medianOf('selector') / medianOf('net'), 1);
process.exitCode = isSound ? 0 : 1;

function medianOf(name: string): number {
  return spreadOf(ways.find((way) => way.name === name)?.micros ?? []).median;
}

function check(what: string, ratio: number, most: number): void {
  const isMet = ratio <= most;
  console.log(`${isMet ? '✓' : '✗'} ${what} = ${ratio.toFixed(3)} (at most ${most})`);
  if (!isMet) isSound = false;
}
