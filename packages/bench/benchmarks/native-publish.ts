// ws on Node, with its messages batched by the kit, against Bun's native publish (uWebSockets inside), and whatever other
// servers are named: the same room, the same number of messages in flight, interleaved. Tells the ratio and judges nothing.
//   node benchmarks/native-publish.ts [--ways ws:batched,bun:native,bun:batched] [--members 1000] [--rounds 3] [--in-flight 20]
import { parseArgs } from 'node:util';
import { FANOUT_MODES, type FanoutMode } from '@hubbub/protocol';
import { interleave } from '../src/comparison/order.ts';
import { runSample } from '../src/comparison/sample.ts';
import { ledgerFlags } from '../src/comparison/validity.ts';
import { placeOnCores } from '../src/process/placement.ts';
import { parseScenario } from '../src/scenario.ts';
import { limitsOf } from '../src/scenarios/limits.ts';
import { findEntrants } from './entrants.ts';

const { values } = parseArgs({
  options: {
    ways: { type: 'string', default: 'ws:batched,bun:native,bun:batched' },
    members: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '3' },
    'in-flight': { type: 'string', default: '20' },
  },
});
const scenario = parseScenario({
  id: 'native-publish',
  title: 'closed loop',
  members: Number(values.members),
  senders: Number(values['in-flight']),
  textBytes: 100,
  load: { kind: 'closed' },
  warmUpMs: 1_500,
  durationMs: Number(values.seconds) * 1_000,
  drainMs: 2_000,
});
const ways = values.ways.split(',').map((way) => {
  const [id = '', mode = ''] = way.split(':');
  const [found] = findEntrants([id]);
  const fanout = FANOUT_MODES.find((one) => one === mode) as FanoutMode | undefined;
  if (found === undefined || fanout === undefined) throw new Error(`"${way}" is no server:mode`);
  return { way, found, fanout, micros: [] as number[], rates: [] as number[], batches: [] as number[] };
});
const placement = placeOnCores();

for (const { item, round } of interleave(ways, Number(values.rounds))) {
  const { entrant, folder } = item.found;
  const { command, bindings } = entrant;
  const limits = limitsOf(scenario);
  const run = { command, folder, bindings, fanout: item.fanout, limits, scenario, seed: round, placement };
  const { report, cpu } = await runSample(run);
  item.micros.push(cpu.totalNs / 1_000 / report.delivered);
  item.rates.push((report.delivered / report.elapsedMs) * 1_000);
  // What a native publish writes only the platform knows: reads bound it for all alike.
  item.batches.push(report.delivered / report.reads);
  for (const { code, detail } of ledgerFlags(report.ledger)) console.log(`✗ ${item.way}: ${code}: ${detail}`);
}

const median = (numbers: readonly number[]) =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
const [first] = ways;
console.log(
  `\n${scenario.members} members, ${values['in-flight']} in flight, ${scenario.textBytes} B texts; medians\n`,
);
for (const { way, micros, rates, batches } of ways) {
  const ratio = median(micros) / median(first?.micros ?? []);
  console.log(
    `${way.padEnd(16)} ${median(micros).toFixed(3)} µs/delivery  ${(median(rates) / 1e6).toFixed(2)} M deliveries/s  ` +
      `${median(batches).toFixed(1)} deliveries a read  ${ratio.toFixed(2)} × ${first?.way}`,
  );
}
