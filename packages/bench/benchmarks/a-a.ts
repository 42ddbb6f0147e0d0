// The judge against itself: quick sessions of one server that is entered twice. Whatever a session claims is false. A
// session's number is its seed; with --from a run that was cut short goes on.
//   node benchmarks/a-a.ts [--servers net] [--sessions 20] [--from 1]
import { parseArgs } from 'node:util';
import { runComparison } from '../src/comparison/run-comparison.ts';
import { METRIC_KEYS, METRICS } from '../src/results/metrics.ts';
import { roundsOf, samplesOf } from '../src/results/rounds.ts';
import type { Results } from '../src/results/schema.ts';
import { findEntrants } from './entrants.ts';

/** One session in twenty may claim a difference. */
const CLAIMS_MAX_SHARE = 0.05;

const { values } = parseArgs({
  options: {
    servers: { type: 'string', default: 'net' },
    sessions: { type: 'string', default: '20' },
    from: { type: 'string', default: '1' },
  },
});
const [found] = findEntrants(values.servers.split(','));
if (found === undefined) throw new Error(`no server ${values.servers}`);
const { entrant, folder } = found;
const passed = { passed: true, detail: 'one server against itself' };
let sessionsWithClaims = 0;
const sessions = Number(values.sessions);
const from = Number(values.from);
for (let session = from; session < from + sessions; session++) {
  const twice = ['a', 'b'].map((name) => ({
    entrant: { ...entrant, id: `${entrant.id}-${name}` },
    folder,
    modes: entrant.fanout.slice(0, 1),
  }));
  const results = await runComparison({
    entrants: twice,
    tier: 'quick',
    seed: session,
    conformance: new Map(twice.map((one) => [one.entrant.id, passed])),
  });
  const claims = falseClaims(results);
  if (claims.length > 0) sessionsWithClaims++;
  const floors = results.noise
    .filter(({ metric }) => metric === 'cpu')
    .map(({ scenario, floor }) => `${scenario} × ${floor.toFixed(2)}`);
  console.log(
    `session ${session}: ${claims.length === 0 ? 'no claim' : claims.join('; ')} (floor of CPU: ${floors.join(', ')})`,
  );
}
console.log(`${sessionsWithClaims} of ${sessions} sessions claim a difference where there is none`);
process.exitCode = sessionsWithClaims > Math.max(1, sessions * CLAIMS_MAX_SHARE) ? 1 : 0;

/** What is claimed of the two: they are alone in their table, so they are told apart where no place is open to both. */
function falseClaims({ rows, samples }: Results): string[] {
  return rows.flatMap((row) => {
    if (!row.server.endsWith('-a')) return [];
    const other = rows.find(
      (one) => one.server === `${entrant.id}-b` && one.scenario === row.scenario && one.mode === row.mode,
    );
    return METRIC_KEYS.flatMap((metric) => {
      const [a, b] = [row.ranks[metric], other?.ranks[metric]];
      if (a === undefined || b === undefined || (a.best <= b.worst && b.best <= a.worst)) return [];
      const seen = roundsOf(samplesOf(samples, row), METRICS[metric].of);
      return [`${row.scenario} ${row.mode} ${metric} (${seen.map((value) => value?.toFixed(2)).join(', ')})`];
    });
  });
}
