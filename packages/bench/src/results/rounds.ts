// A row's figures round by round, as comparisons of rows need them: void rounds stay empty, so that the others keep their place.
import type { Rounds } from '../statistics/noise.ts';
import { isFatalFlag } from './flags.ts';
import type { Measured, Sample } from './sample-schema.ts';

/** What names a row. */
export type RowName = Pick<Sample, 'scenario' | 'server' | 'mode'>;

/** Whether a sample's figures count. */
export function isValid({ measured, flags }: Sample): boolean {
  return measured !== undefined && !flags.some(({ code }) => isFatalFlag(code));
}

/** The samples of a row, or of its twin. */
export function samplesOf(samples: readonly Sample[], row: RowName, isTwin = false): Sample[] {
  return samples.filter(
    (sample) =>
      sample.scenario === row.scenario &&
      sample.server === row.server &&
      sample.mode === row.mode &&
      (sample.isTwin ?? false) === isTwin,
  );
}

/** One figure of a row in every round, the first round at index 0. */
export function roundsOf(samples: readonly Sample[], of: (measured: Measured) => number): Rounds {
  const rounds: (number | undefined)[] = [];
  for (const sample of samples) {
    if (sample.measured !== undefined && isValid(sample)) rounds[sample.round - 1] = of(sample.measured);
  }
  return Array.from(rounds);
}
