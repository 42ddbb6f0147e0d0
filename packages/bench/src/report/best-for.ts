// Answers to "which one is best for …": one scenario and one figure each, with every server that is not told apart from the
// first. There is no score of everything.
import { METRIC_KEYS, METRICS } from '../results/metrics.ts';
import type { Results, Row } from '../results/schema.ts';
import { number, rowName } from './figures.ts';

/** One answer. */
export interface Answer {
  readonly question: string;
  readonly rows: readonly string[];
}

/** An answer for each scenario, binding and figure in which more than one row is ranked. */
export function bestFor({ rows, scenarios }: Results): Answer[] {
  return scenarios.flatMap(({ id }) =>
    [...new Set(rows.map(({ binding }) => binding))].flatMap((binding) =>
      METRIC_KEYS.flatMap((metric): Answer[] => {
        const own = rows.filter((row) => row.scenario === id && row.binding === binding);
        const ranked = own.filter(({ ranks }) => ranks[metric] !== undefined);
        const first = ranked.filter(({ ranks }) => ranks[metric]?.best === 1);
        if (ranked.length < 2 || first.length === 0) return [];
        const { title, unit } = METRICS[metric];
        return [
          {
            question: `Least ${title}, ${id}, ${binding}`,
            rows: first
              .toSorted((a, b) => figureOf(a, metric) - figureOf(b, metric))
              .map((row) => `${rowName(row)} (${number(figureOf(row, metric))} ${unit})`),
          },
        ];
      }),
    ),
  );
}

function figureOf({ figures }: Row, metric: (typeof METRIC_KEYS)[number]): number {
  const names = { cpu: 'cpuMicrosPerDelivery', p99: 'p99Ms', memory: 'kbPerConnection' } as const;
  return figures?.[names[metric]].median ?? Number.POSITIVE_INFINITY;
}
