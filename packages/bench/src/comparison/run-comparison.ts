// The whole comparison: interleaved rounds of samples over all servers, modes and scenarios, and the results they give.
import { HubbubError } from '@hubbub/protocol';
import { placeOnCores } from '../process/placement.ts';
import { RESULTS_SCHEMA_ID, type Results, type Row, type Sample } from '../results/schema.ts';
import type { Scenario } from '../scenario.ts';
import { sampleMs } from '../scenarios/duration.ts';
import { limitsOf } from '../scenarios/limits.ts';
import type { Contestant } from './contestant.ts';
import { hostFacts } from './host.ts';
import type { ComparisonOptions } from './options.ts';
import { interleave } from './order.ts';
import { holds, planComparison } from './plan.ts';
import { ranked } from './ranking.ts';
import { rowOf } from './rows.ts';
import { takeSample } from './take-sample.ts';
import { TIERS } from './tiers.ts';

/**
 * Compares servers: a fresh process a sample, rounds interleaved. A server's fault ends in its row, not in an exception.
 * @throws HubbubError `closed` where `signal` aborted; every process has ended then.
 */
export async function runComparison(options: ComparisonOptions): Promise<Results> {
  const { label } = TIERS[options.tier];
  const startedAt = new Date();
  const placement = placeOnCores();
  const host = await hostFacts(placement);
  const plan = planComparison(options);
  const { contestants, rounds, scenarios, twin } = plan;
  const turns = interleave(contestants, rounds);
  options.onProgress?.({ kind: 'started', samples: turns.length, estimatedMs: plan.estimatedMs });
  const samples = new Map<Contestant, Sample[]>(contestants.map((contestant) => [contestant, []]));
  const runtimes = new Map<Contestant, string>();
  let leftMs = plan.estimatedMs;
  for (const [i, { item, round }] of turns.entries()) {
    if (options.signal?.aborted === true) throw new HubbubError('closed', 'the comparison was aborted');
    const about = {
      index: i + 1,
      of: turns.length,
      server: item.entrant.id,
      mode: item.mode,
      scenario: item.scenario.id,
      round,
      plannedLeftMs: leftMs,
    };
    options.onProgress?.({ kind: 'sample-started', ...about });
    const taken = await takeSample(item, round, { ...options, placement });
    leftMs -= sampleMs(item.scenario);
    samples.get(item)?.push(taken.sample);
    if (taken.runtime !== undefined) runtimes.set(item, taken.runtime);
    options.onProgress?.({ kind: 'sample-done', ...about, plannedLeftMs: leftMs, sample: taken.sample });
  }
  const afterwards = await options.afterwards?.();
  const rows = contestants.flatMap((contestant): Row[] => {
    const { entrant, isTwin } = contestant;
    if (isTwin === true) return [];
    const runtime = runtimes.get(contestant) ?? entrant.runtime;
    const standing = options.conformance.get(entrant.id);
    const row = rowOf(contestant, samples.get(contestant) ?? [], runtime, rounds, standing);
    const late = afterwards?.get(entrant.id);
    return [late === undefined ? row : { ...row, flags: [late, ...row.flags] }];
  });
  const all = [...samples.values()].flat();
  const ranking = label === 'unranked' ? { rows, noise: [] } : ranked(rows, all, rounds, twin);
  return {
    schema: RESULTS_SCHEMA_ID,
    startedAt: startedAt.toISOString(),
    elapsedMs: Date.now() - startedAt.getTime(),
    tier: options.tier,
    label,
    seed: options.seed,
    rounds,
    host,
    limits: scenarios[0] === undefined ? {} : limitsOf(scenarios[0]),
    scenarios: [...scenarios],
    twin,
    leftOut: [...(options.leftOut ?? []), ...tooSmall(options.entrants, scenarios)],
    ...ranking,
    samples: all,
  };
}

/** Who cannot have as many clients as a scenario, and so is no row of it. */
function tooSmall(
  entrants: ComparisonOptions['entrants'],
  scenarios: readonly Scenario[],
): Results['leftOut'] {
  return entrants.flatMap((one) => {
    const missed = scenarios.filter((scenario) => !holds(one, scenario)).map(({ id }) => id);
    if (missed.length === 0) return [];
    const { id, maxClients } = one.entrant;
    return [{ server: id, reason: `of ${missed.join(', ')}: it holds ${maxClients} clients` }];
  });
}
