// How much a session scatters where nothing differs: from the twin (one server against itself), and from each row
// against its own median. Whoever claims a difference has to beat the larger of the two (docs/adr, rank bands).
import { median, sampleStandardDeviation } from 'simple-statistics';

/** The scatter of one sample on a figure's scale. */
export interface Noise {
  /** Standard deviation of one sample. */
  readonly deviation: number;
  /** How many observations stand behind it. */
  readonly degreesOfFreedom: number;
}

/** A value for each round; absent where the round was void. */
export type Rounds = readonly (number | undefined)[];

/** The differences of two rows in the rounds that both have. */
export function paired(a: Rounds, b: Rounds): number[] {
  return a.flatMap((value, round) => {
    const other = b[round];
    return value === undefined || other === undefined ? [] : [value - other];
  });
}

/** The values of the rounds that count. */
export function present(rounds: Rounds): number[] {
  return rounds.filter((value) => value !== undefined);
}

/**
 * The noise of a session: the twin's differences, whose mean is 0 by construction, and the middle of the rows' own
 * deviations; the larger counts. Values are on the figure's scale. Without any pair of values it is unknown: infinite.
 */
export function noiseOf(twinDifferences: readonly number[], rows: readonly Rounds[]): Noise {
  const deviations = rows.flatMap((row) => {
    const values = present(row);
    return values.length < 2 ? [] : [sampleStandardDeviation(values)];
  });
  const freedom = rows.reduce((sum, row) => sum + Math.max(0, present(row).length - 1), 0);
  const ofTwin = Math.sqrt(
    twinDifferences.reduce((sum, step) => sum + step * step, 0) / Math.max(1, twinDifferences.length) / 2,
  );
  const ofRows = deviations.length === 0 ? 0 : median(deviations);
  const degreesOfFreedom = twinDifferences.length + freedom;
  if (degreesOfFreedom === 0) return { deviation: Number.POSITIVE_INFINITY, degreesOfFreedom: 1 };
  return { deviation: Math.max(ofTwin, ofRows), degreesOfFreedom };
}
