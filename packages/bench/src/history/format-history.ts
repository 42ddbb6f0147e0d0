// Trends for a terminal: one line a row and figure, with a sparkline, and a mark where it stepped.
import { number } from '../report/figures.ts';
import { METRICS } from '../results/metrics.ts';
import type { Trend } from './history.ts';

const BARS = '▁▂▃▄▅▆▇█';
const SHOWN = 24;

/** The trends as text; ends with a newline. */
export function formatHistory(trends: readonly Trend[]): string {
  const lines = trends
    .filter(({ points }) => points.length > 0)
    .map(({ scenario, server, mode, metric, points }) => {
      const recent = points.slice(-SHOWN);
      const last = recent.at(-1);
      const steps = recent.filter(({ isStep }) => isStep).map(({ startedAt }) => startedAt.slice(0, 16));
      const { title, unit } = METRICS[metric];
      const name = `${scenario} ${server} ${mode}`.padEnd(36);
      const trend = sparkline(recent.map(({ median }) => median)).padEnd(SHOWN);
      return `${name} ${title.padEnd(20)} ${trend} ${number(last?.median ?? 0)} ${unit}${steps.length === 0 ? '' : `  stepped ${steps.join(', ')}`}`;
    });
  return `${lines.join('\n')}\n`;
}

function sparkline(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const at = (value: number) =>
    high === low ? 0 : Math.round(((value - low) / (high - low)) * (BARS.length - 1));
  return values.map((value) => BARS[at(value)] ?? '').join('');
}
