// Closed loop at saturation: what one delivery costs the server in each fan-out mode, beside a hand-written batched loop with
// no chat in it, all in one run and interleaved. Exit status 1 where batching gains too little or the chat costs too much.
//
//   node benchmarks/fan-out-saturation.ts [--servers net,ws] [--rounds 3] [--members 1000] [--seconds 3] [--in-flight 20]
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Binding, FanoutMode } from '@hubbub/protocol';
import { interleave } from '../src/comparison/order.ts';
import { runSample } from '../src/comparison/sample.ts';
import { ledgerFlags } from '../src/comparison/validity.ts';
import { placeOnCores } from '../src/process/placement.ts';
import type { Scenario } from '../src/scenario.ts';
import { limitsOf } from '../src/scenarios/limits.ts';
import { spreadOf } from '../src/statistics/spread.ts';
import { findEntrants } from './entrants.ts';

/** Batched may cost at most this part of a send each, and at most this many times the bare loop. */
const BATCHED_OF_EACH_MAX = 1 / 8;
const BATCHED_OF_BARE_MAX = 1.3;

const HERE = fileURLToPath(new URL('.', import.meta.url));
const BARE: Partial<Record<Binding, string>> = { lines: 'bare-net.ts', websocket: 'bare-ws.ts' };

interface Way {
  readonly name: string;
  readonly command: readonly string[];
  readonly folder: string;
  readonly bindings: readonly Binding[];
  readonly fanout?: FanoutMode;
  readonly micros: number[];
  readonly rates: number[];
  /** Deliveries a write where the server tells, else a read, which is no less. */
  readonly batches: number[];
}

const { values } = parseArgs({
  options: {
    servers: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    members: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '3' },
    'in-flight': { type: 'string', default: '20' },
  },
});
const members = Number(values.members);
const inFlight = Number(values['in-flight']);
const scenario: Scenario = {
  id: 'saturation',
  title: 'closed loop',
  members,
  senders: Math.min(members, inFlight),
  textBytes: 100,
  load: { kind: 'closed', inFlight: Math.max(1, Math.round(inFlight / members)) },
  warmUpMs: 1_500,
  durationMs: Number(values.seconds) * 1_000,
  drainMs: 2_000,
};

const ways = new Map<string, Way>();
const add = (way: Omit<Way, 'micros' | 'rates' | 'batches'>) => {
  ways.set(way.name, { ...way, micros: [], rates: [], batches: [] });
};
const compared: { id: string; bare: string }[] = [];
for (const { entrant, folder } of findEntrants(values.servers?.split(','))) {
  const [binding] = entrant.bindings;
  const file = binding === undefined ? undefined : BARE[binding];
  if (file === undefined || !entrant.fanout.includes('batched') || !entrant.fanout.includes('each')) continue;
  for (const fanout of ['each', 'batched'] as const) {
    const { command, bindings } = entrant;
    add({ name: `${entrant.id} ${fanout}`, command, folder, bindings, fanout });
  }
  const bare = file.replace('.ts', '');
  add({ name: bare, command: ['node', file], folder: HERE, bindings: entrant.bindings });
  compared.push({ id: entrant.id, bare });
}

const placement = placeOnCores();
let isSound = compared.length > 0;
for (const { item: way, round } of interleave([...ways.values()], Number(values.rounds))) {
  const readings = await runSample({
    ...way,
    limits: limitsOf(scenario),
    scenario,
    seed: round,
    placement,
  });
  const { report, cpu, wallMs, machineMs, stderrTail, writes } = readings;
  const micros = cpu.totalNs / 1_000 / report.delivered;
  const batch = deliveriesAWrite(stderrTail) ?? report.delivered / (writes ?? report.reads);
  way.micros.push(micros);
  way.rates.push((report.delivered / report.elapsedMs) * 1_000);
  way.batches.push(batch);
  const others = Math.max(0, machineMs - report.cpuMs - cpu.totalNs / 1e6) / wallMs;
  const generator = (report.busyMs * 1_000) / report.delivered;
  console.log(
    `round ${round}  ${way.name.padEnd(14)} ${micros.toFixed(3)} µs/delivery  generator ${generator.toFixed(3)} µs  ` +
      `${Math.round((report.delivered / report.elapsedMs) * 1_000)}/s  others ${Math.round(others * 100)} % of a core`,
  );
  for (const { code, detail } of ledgerFlags(report.ledger)) {
    console.log(`  ✗ ${code}: ${detail}`);
    isSound = false;
  }
}

console.log(`\n${members} members, ${inFlight} in flight, ${scenario.textBytes} B text; medians, min–max\n`);
for (const { name, micros, rates, batches } of ways.values()) {
  const { median, min, max } = spreadOf(micros);
  console.log(
    `${name.padEnd(14)} ${median.toFixed(3)} µs/delivery (${min.toFixed(3)}–${max.toFixed(3)})  ` +
      `${(spreadOf(rates).median / 1e6).toFixed(2)} M deliveries/s  ${spreadOf(batches).median.toFixed(1)} deliveries a write`,
  );
}
console.log();
for (const { id, bare } of compared) {
  const batched = medianOf(`${id} batched`);
  check(`${id}: batched / each`, batched / medianOf(`${id} each`), BATCHED_OF_EACH_MAX);
  check(`${id}: batched / ${bare}`, batched / medianOf(bare), BATCHED_OF_BARE_MAX);
}
process.exitCode = isSound ? 0 : 1;

function medianOf(name: string): number {
  return spreadOf(ways.get(name)?.micros ?? [Number.NaN]).median;
}

function check(what: string, ratio: number, most: number): void {
  const isMet = ratio <= most;
  console.log(`${isMet ? '✓' : '✗'} ${what} = ${ratio.toFixed(3)} (at most ${most.toFixed(3)})`);
  if (!isMet) isSound = false;
}

/** What the bare servers tell on stderr when they end. */
function deliveriesAWrite(stderr: string): number | undefined {
  const told = /\{"deliveries":(\d+),"writes":(\d+)\}/.exec(stderr);
  return told === null ? undefined : Number(told[1]) / Number(told[2]);
}
