// What was measured before: one short line a comparison in a file, and the trend that the lines show. No samples are kept.
import { HubbubError } from '@hubbub/protocol';
import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import { METRIC_KEYS, type MetricKey } from '../results/metrics.ts';
import type { Results, Row } from '../results/schema.ts';

const exact = { additionalProperties: false } as const;
const PointSchema = Type.Object({ median: Type.Number(), low: Type.Number(), high: Type.Number() }, exact);

const LineSchema = Type.Object(
  {
    startedAt: Type.String(),
    commit: Type.Union([Type.String(), Type.Null()]),
    tier: Type.String(),
    host: Type.String({ description: 'processor, cores and kernel: lines of one host compare' }),
    rows: Type.Array(
      Type.Object(
        {
          scenario: Type.String(),
          server: Type.String(),
          mode: Type.String(),
          figures: Type.Record(Type.String(), PointSchema),
        },
        exact,
      ),
    ),
  },
  exact,
);

/** One comparison as the history file holds it: a line of JSON. */
export type HistoryLine = Static<typeof LineSchema>;

/** One row's figure over time, the oldest first. */
export interface Trend {
  readonly scenario: string;
  readonly server: string;
  readonly mode: string;
  readonly metric: MetricKey;
  readonly points: readonly (Static<typeof PointSchema> & {
    readonly startedAt: string;
    readonly commit: string | null;
    /** Whether its interval lies wholly outside that of the point before it. */
    readonly isStep: boolean;
  })[];
}

/** The line for a comparison; rows without figures, or with a fatal flag, are not in it. */
export function historyLine(results: Results): HistoryLine {
  const { startedAt, tier, host } = results;
  return {
    startedAt,
    tier,
    commit: host.commit,
    host: `${host.cpu}, ${host.cores} cores, ${host.kernel}`,
    rows: results.rows.flatMap((row) => {
      if (row.figures === undefined || row.ranks.cpu === undefined) return [];
      return [{ scenario: row.scenario, server: row.server, mode: row.mode, figures: pointsOf(row.figures) }];
    }),
  };
}

function pointsOf(figures: NonNullable<Row['figures']>): HistoryLine['rows'][number]['figures'] {
  const short = ({ median, low, high }: { median: number; low: number; high: number }) => ({
    median,
    low,
    high,
  });
  return {
    cpu: short(figures.cpuMicrosPerDelivery),
    p99: short(figures.p99Ms),
    memory: short(figures.kbPerConnection),
  } satisfies Record<MetricKey, unknown>;
}

/**
 * Reads a history file's text.
 * @throws HubbubError `argument_invalid` naming the first line that is none.
 */
export function parseHistory(text: string): HistoryLine[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line, index) => {
      try {
        const value: unknown = JSON.parse(line);
        if (Value.Check(LineSchema, value)) return value;
      } catch {
        // Told below.
      }
      throw new HubbubError('argument_invalid', `history: line ${index + 1} is not one of a comparison`);
    });
}

/** The trends of the rows that the last line holds, over the lines of its host and tier. */
export function trendsOf(lines: readonly HistoryLine[]): Trend[] {
  const last = lines.at(-1);
  if (last === undefined) return [];
  const alike = lines.filter(({ host, tier }) => host === last.host && tier === last.tier);
  return last.rows.flatMap(({ scenario, server, mode }) =>
    METRIC_KEYS.map((metric): Trend => {
      const points: Trend['points'][number][] = [];
      for (const { startedAt, commit, rows } of alike) {
        const row = rows.find(
          (one) => one.scenario === scenario && one.server === server && one.mode === mode,
        );
        const point = row?.figures[metric];
        if (point === undefined) continue;
        const before = points.at(-1);
        const isStep = before !== undefined && (point.low > before.high || point.high < before.low);
        points.push({ ...point, startedAt, commit, isStep });
      }
      return { scenario, server, mode, metric, points };
    }),
  );
}
