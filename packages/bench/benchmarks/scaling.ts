// Does a delivery cost the same in a big room as in a small one, and in a thousand rooms as in one? For each server, from 100
// to 10 000 members of one room and from 1 to 1000 rooms of 10, at the same batch. Exit status 1 where the dearest costs more
// than 1.25 times the cheapest.
//   node benchmarks/scaling.ts [--servers net,ws] [--members 100,1000,10000] [--rooms 1,10,100,1000] [--rounds 3]
import { parseArgs } from 'node:util';
import { interleave } from '../src/comparison/order.ts';
import { runSample } from '../src/comparison/sample.ts';
import { ledgerFlags } from '../src/comparison/validity.ts';
import { placeOnCores } from '../src/process/placement.ts';
import { parseScenario, type Scenario } from '../src/scenario.ts';
import { limitsOf } from '../src/scenarios/limits.ts';
import { type Found, findEntrants } from './entrants.ts';

const TIMES_MAX = 1.25;
/** Messages of one room that fall due in the same instant. */
const BATCH = 20;
/** Deliveries a second that each size is loaded with: the rate goes down as rooms grow, the batch does not. */
const DELIVERIES_PER_SECOND = 40_000;
const ROOM_OF = 10;

const { values } = parseArgs({
  options: {
    servers: { type: 'string' },
    members: { type: 'string', default: '100,1000,10000' },
    rooms: { type: 'string', default: '1,10,100,1000' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '4' },
  },
});
const numbers = (text: string) => text.split(',').map(Number);
const placement = placeOnCores();
let isSound = true;

/** In every instant one room gets a batch; in bigger rooms instants are rarer. */
function loadOf(id: string, rooms: number, members: number): Scenario {
  const burst = Math.min(members, BATCH);
  return parseScenario({
    id,
    title: id,
    rooms,
    members,
    senders: burst,
    textBytes: 100,
    load: { kind: 'open', arrivals: 'constant', ratePerSecond: DELIVERIES_PER_SECOND / members, burst },
    warmUpMs: 1_500,
    durationMs: Number(values.seconds) * 1_000,
    drainMs: 3_000,
  });
}

const series = {
  'members of one room': numbers(values.members).map((members) => loadOf(`members-${members}`, 1, members)),
  'rooms of ten': numbers(values.rooms).map((rooms) => loadOf(`rooms-${rooms}`, rooms, ROOM_OF)),
};

for (const found of findEntrants(values.servers?.split(','))) {
  if (!found.entrant.fanout.includes('batched')) continue;
  for (const [what, scenarios] of Object.entries(series)) await judge(found, what, scenarios);
}
process.exitCode = isSound ? 0 : 1;

async function judge(found: Found, what: string, scenarios: readonly Scenario[]): Promise<void> {
  const { command, bindings, id } = found.entrant;
  const costs = new Map<Scenario, number[]>(scenarios.map((scenario) => [scenario, []]));
  const batches = new Map<Scenario, number>();
  for (const { item: scenario, round } of interleave(scenarios, Number(values.rounds))) {
    const limits = limitsOf(scenario);
    const base = { command, bindings, folder: found.folder, fanout: 'batched' as const };
    const readings = await runSample({ ...base, limits, scenario, seed: round, placement });
    const { report, cpu, writes } = readings;
    costs.get(scenario)?.push(cpu.totalNs / 1_000 / Math.max(1, report.delivered));
    batches.set(scenario, report.delivered / Math.max(1, writes ?? report.reads));
    for (const { code, detail } of ledgerFlags(report.ledger)) {
      console.log(`✗ ${id} ${scenario.id}: ${code}: ${detail}`);
      isSound = false;
    }
  }
  const medians = scenarios.map((scenario) => {
    const sorted = (costs.get(scenario) ?? []).toSorted((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? Number.NaN;
  });
  const times = Math.max(...medians) / Math.min(...medians);
  if (!(times <= TIMES_MAX)) isSound = false;
  const told = scenarios.map(
    (scenario, i) =>
      `${scenario.id} ${medians[i]?.toFixed(3)} µs (${batches.get(scenario)?.toFixed(1)} a write)`,
  );
  console.log(
    `${times <= TIMES_MAX ? '✓' : '✗'} ${id}, ${what}: ${times.toFixed(2)} times. ${told.join(' · ')}`,
  );
}
