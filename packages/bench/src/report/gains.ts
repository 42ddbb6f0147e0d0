// What a technique gains: the same server with another fan-out mode, as a ratio of CPU a delivery within one comparison.
import type { Row } from '../results/schema.ts';
import { number } from './figures.ts';

/** One server's modes, dearest first, and how many times cheaper the cheapest is. */
export interface Gain {
  readonly server: string;
  readonly steps: readonly { readonly mode: string; readonly micros: string }[];
  readonly times: string;
}

/** The gains of one scenario's rows; servers with one mode have none. */
export function gainsOf(rows: readonly Row[]): Gain[] {
  return [...new Set(rows.map(({ server }) => server))].flatMap((server) => {
    const steps = rows
      .flatMap((row) =>
        row.server === server && row.figures !== undefined
          ? [{ mode: row.mode, micros: row.figures.cpuMicrosPerDelivery.median }]
          : [],
      )
      .sort((a, b) => b.micros - a.micros);
    const [dearest, cheapest] = [steps.at(0), steps.at(-1)];
    if (steps.length < 2 || dearest === undefined || cheapest === undefined) return [];
    return [
      {
        server,
        steps: steps.map(({ mode, micros }) => ({ mode, micros: number(micros) })),
        times: number(dearest.micros / cheapest.micros),
      },
    ];
  });
}
