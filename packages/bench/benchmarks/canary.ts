// The canary: every server is stopped (SIGSTOP) for a second in the middle of a load. The corrected latency has to show it,
// p99.9 ≥ 0.9 s, or latency is not counted from when messages were due. Exit status 1 where it does not.
//   node benchmarks/canary.ts [--servers net,ws] [--members 100]
import { parseArgs } from 'node:util';
import { runSample } from '../src/comparison/sample.ts';
import { ledgerFlags } from '../src/comparison/validity.ts';
import { placeOnCores } from '../src/process/placement.ts';
import { findScenario } from '../src/scenarios/find.ts';
import { limitsOf } from '../src/scenarios/limits.ts';
import { findEntrants } from './entrants.ts';

const P999_MIN_MS = 900;

const { values } = parseArgs({
  options: { servers: { type: 'string' }, members: { type: 'string', default: '100' } },
});
const scenario = findScenario('pause', [`members=${values.members}`]);
const placement = placeOnCores();
let isSound = true;

for (const { entrant, folder } of findEntrants(values.servers?.split(','))) {
  for (const fanout of entrant.fanout) {
    const name = `${entrant.id} ${fanout}`;
    try {
      const { command, bindings } = entrant;
      const limits = limitsOf(scenario);
      const run = { command, folder, bindings, fanout, limits, scenario, seed: 1, placement };
      const { report } = await runSample(run);
      const isShown = report.latency.p999Ms >= P999_MIN_MS;
      const flags = ledgerFlags(report.ledger);
      console.log(
        `${isShown && flags.length === 0 ? '✓' : '✗'} ${name.padEnd(22)} p99.9 ${report.latency.p999Ms.toFixed(0)} ms ` +
          `(from sending ${report.uncorrected.p999Ms.toFixed(0)} ms), well again after ${report.fault?.recoverMs?.toFixed(0) ?? '—'} ms` +
          flags.map(({ code, detail }) => `  ${code}: ${detail}`).join(''),
      );
      if (!isShown || flags.length > 0) isSound = false;
    } catch (error) {
      console.log(`✗ ${name.padEnd(22)} ${(error as Error).message}`);
      isSound = false;
    }
  }
}
process.exitCode = isSound ? 0 : 1;
