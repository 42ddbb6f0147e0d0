// The whole comparison: interleaved rounds of samples over all servers, modes and scenarios, and the results they give.
import { HubbubError, type Limits } from '@hubbub/protocol';
import { type Placement, placeOnCores } from '../process/placement.ts';
import { RESULTS_SCHEMA_ID, type Results, type Sample } from '../results/schema.ts';
import { hostFacts } from './host.ts';
import { measuredOf } from './measured.ts';
import type { ComparisonOptions } from './options.ts';
import { interleave } from './order.ts';
import { type Contestant, ranked, rowOf } from './rows.ts';
import { runSample } from './sample.ts';
import { TIERS } from './tiers.ts';
import { sampleFlags } from './validity.ts';

/** Starting, connecting and stopping, beside the load itself. */
const SAMPLE_OVERHEAD_MS = 1_200;
const SPARE_CONNECTIONS = 16;

/**
 * Compares servers: a fresh process a sample, rounds interleaved. A server's fault ends in its row, not in an exception.
 * @throws HubbubError `closed` where `signal` aborted; every process has ended then.
 */
export async function runComparison(options: ComparisonOptions): Promise<Results> {
  const plan = TIERS[options.tier];
  const startedAt = new Date();
  const placement = placeOnCores();
  const host = await hostFacts(placement);
  const contestants = plan.scenarios.flatMap((scenario) =>
    options.entrants.flatMap(({ entrant, folder, modes }) =>
      modes.map((mode): Contestant => ({ entrant, folder, mode, scenario })),
    ),
  );
  const limits: Partial<Limits> = {
    ratePerSecond: 0,
    maxConnections: Math.max(...plan.scenarios.map(({ members }) => members)) + SPARE_CONNECTIONS,
    // Telling everybody of every join is O(n²) before the load even starts, and not what is measured here.
    presenceMembers: 16,
  };
  const turns = interleave(contestants, plan.rounds);
  options.onProgress?.({
    kind: 'started',
    samples: turns.length,
    estimatedMs: turns.reduce((sum, { item: { scenario } }) => sum + sampleMs(scenario), 0),
  });
  const samples = new Map<Contestant, Sample[]>(contestants.map((contestant) => [contestant, []]));
  const runtimes = new Map<Contestant, string>();
  for (const [i, { item, round }] of turns.entries()) {
    if (options.signal?.aborted === true) throw new HubbubError('closed', 'the comparison was aborted');
    const about = {
      index: i + 1,
      of: turns.length,
      server: item.entrant.id,
      mode: item.mode,
      scenario: item.scenario.id,
      round,
    };
    options.onProgress?.({ kind: 'sample-started', ...about });
    const taken = await takeSample(item, round, options, limits, placement);
    samples.get(item)?.push(taken.sample);
    if (taken.runtime !== undefined) runtimes.set(item, taken.runtime);
    options.onProgress?.({ kind: 'sample-done', ...about, sample: taken.sample });
  }
  const rows = contestants.map((contestant) => {
    const { entrant } = contestant;
    const runtime = runtimes.get(contestant) ?? entrant.runtime;
    const standing = options.conformance.get(entrant.id);
    return rowOf(contestant, samples.get(contestant) ?? [], runtime, plan.rounds, standing);
  });
  return {
    schema: RESULTS_SCHEMA_ID,
    startedAt: startedAt.toISOString(),
    elapsedMs: Date.now() - startedAt.getTime(),
    tier: options.tier,
    label: plan.label,
    seed: options.seed,
    rounds: plan.rounds,
    host,
    limits,
    scenarios: [...plan.scenarios],
    rows: plan.label === 'unranked' ? rows : ranked(rows),
    samples: [...samples.values()].flat(),
  };
}

function sampleMs({ warmUpMs, durationMs }: Contestant['scenario']): number {
  return warmUpMs + durationMs + SAMPLE_OVERHEAD_MS;
}

async function takeSample(
  { entrant, folder, mode, scenario }: Contestant,
  round: number,
  { seed, signal }: ComparisonOptions,
  limits: Partial<Limits>,
  placement: Placement,
): Promise<{ sample: Sample; runtime?: string }> {
  const key = { scenario: scenario.id, server: entrant.id, mode, round };
  try {
    const readings = await runSample({
      command: entrant.command,
      folder,
      fanout: mode,
      limits,
      bindings: entrant.bindings,
      scenario,
      // The same load for every server of a round, another one each round.
      seed: seed + 1_000 * round,
      placement,
      signal,
    });
    const measured = measuredOf(readings, scenario);
    const flags = sampleFlags(readings, measured, scenario, placement);
    const stderr = flags.some(({ code }) => code === 'server_died')
      ? { stderrTail: readings.stderrTail }
      : {};
    return { sample: { ...key, flags, measured, ...stderr }, runtime: readings.runtime };
  } catch (error) {
    if (signal?.aborted === true)
      throw new HubbubError('closed', 'the comparison was aborted', { cause: error });
    const { message } = HubbubError.from(error);
    return { sample: { ...key, flags: [{ code: 'start_failed', detail: message }] } };
  }
}
