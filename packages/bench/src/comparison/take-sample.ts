// One sample as it stands in the results: run, turned into figures and flags; a fault of the server becomes a flag.
import { HubbubError } from '@hubbub/protocol';
import type { Placement } from '../process/placement.ts';
import { readHeldBackMs } from '../process/pressure.ts';
import type { Sample } from '../results/schema.ts';
import { limitsOf } from '../scenarios/limits.ts';
import type { Contestant } from './contestant.ts';
import { measuredOf } from './measured.ts';
import { runSample } from './sample.ts';
import { heldBackFlags, sampleFlags } from './validity.ts';

/** What all samples of a comparison share. */
export interface SampleSurroundings {
  readonly seed: number;
  readonly placement: Placement;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Takes one sample; `runtime` is what the server said of itself.
 * @throws HubbubError `closed` where it was aborted.
 */
export async function takeSample(
  { entrant, folder, mode, scenario, isTwin }: Contestant,
  round: number,
  { seed, placement, signal }: SampleSurroundings,
): Promise<{ sample: Sample; runtime?: string }> {
  const key = {
    scenario: scenario.id,
    server: entrant.id,
    mode,
    round,
    ...(isTwin === true ? { isTwin } : {}),
  };
  const heldBackMs = readHeldBackMs();
  const startedAt = performance.now();
  try {
    const readings = await runSample({
      command: entrant.command,
      folder,
      fanout: mode,
      limits: limitsOf(scenario),
      bindings: entrant.bindings,
      scenario,
      // The same load for every server of a round, another one each round.
      seed: seed + 1_000 * round,
      placement,
      signal,
    });
    const measured = measuredOf(readings, scenario);
    const flags = sampleFlags(readings, measured, scenario, placement);
    flags.push(...heldBackFlags(readHeldBackMs() - heldBackMs, performance.now() - startedAt));
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
