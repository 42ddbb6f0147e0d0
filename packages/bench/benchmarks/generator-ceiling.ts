// What the load generator itself can do: the cost of one delivery to it, ledger and all, against the null server, at several
// numbers of messages in flight; with selectors and without. Exit status 1 where a bound is not met.
//   node benchmarks/generator-ceiling.ts [--members 1000] [--seconds 3] [--in-flight 20,40,400]
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runSample } from '../src/comparison/sample.ts';
import { ledgerFlags } from '../src/comparison/validity.ts';
import { placeOnCores } from '../src/process/placement.ts';
import type { Scenario } from '../src/scenario.ts';
import { limitsOf } from '../src/scenarios/limits.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
/** Deliveries that one core of the generator must be able to take, at the scenarios' batches and above. */
const CEILING_MIN_PER_SECOND = 1_500_000;
const BOUND_FROM_IN_FLIGHT = 40;

const { values } = parseArgs({
  options: {
    members: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '3' },
    'in-flight': { type: 'string', default: '20,40,400' },
  },
});
const members = Number(values.members);
const placement = placeOnCores();
let isSound = true;

console.log(`${members} members of one room, 100 B texts, closed loop, null server bare-selector\n`);
for (const inFlight of values['in-flight'].split(',').map(Number)) {
  for (const sockets of [undefined, 'node:net'] as const) {
    const senders = Math.min(members, inFlight);
    const scenario: Scenario = {
      id: 'ceiling',
      title: 'closed loop against the null server',
      members,
      senders,
      textBytes: 100,
      load: { kind: 'closed', inFlight: Math.max(1, Math.round(inFlight / senders)) },
      warmUpMs: 1_000,
      durationMs: Number(values.seconds) * 1_000,
      drainMs: 2_000,
    };
    const { report, cpu, stderrTail } = await runSample({
      command: ['node', 'bare-selector.ts'],
      folder: HERE,
      bindings: ['lines'],
      limits: limitsOf(scenario),
      scenario,
      seed: 1,
      placement,
      ...(sockets === undefined ? {} : { sockets }),
    });
    const micros = (report.busyMs * 1_000) / report.delivered;
    const server = cpu.totalNs / 1_000 / report.delivered;
    const told = /\{"deliveries":(\d+),"writes":(\d+)\}/.exec(stderrTail);
    const perWrite = told === null ? Number.NaN : Number(told[1]) / Number(told[2]);
    console.log(
      `${String(inFlight).padStart(4)} in flight  ${(sockets ?? 'selectors').padEnd(9)}  generator ${micros.toFixed(3)} µs/delivery ` +
        `(ceiling ${(1 / micros).toFixed(2)} M/s a core)  server ${server.toFixed(3)} µs  ` +
        `seen ${((report.delivered / report.elapsedMs) * 1_000) | 0}/s  ${perWrite.toFixed(1)} deliveries a write, ` +
        `${(report.delivered / report.reads).toFixed(1)} a read, latency of every ${report.sampledEvery}. client`,
    );
    for (const { code, detail } of ledgerFlags(report.ledger)) {
      console.log(`  ✗ ${code}: ${detail}`);
      isSound = false;
    }
    if (sockets === undefined && inFlight >= BOUND_FROM_IN_FLIGHT && 1e6 / micros < CEILING_MIN_PER_SECOND) {
      console.log(`  ✗ less than ${CEILING_MIN_PER_SECOND} deliveries a second and core`);
      isSound = false;
    }
  }
}
process.exitCode = isSound ? 0 : 1;
