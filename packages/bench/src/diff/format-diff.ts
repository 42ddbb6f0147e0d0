// A diff of two comparisons for a terminal: what changed, with its interval, then what does not compare.
import { number } from '../report/figures.ts';
import { METRICS } from '../results/metrics.ts';
import type { FigureChange, ResultsDiff } from './diff-results.ts';

/** The diff as text; ends with a newline. Without `isWhole` only what is claimed is listed. */
export function formatResultsDiff(diff: ResultsDiff, isWhole = false): string {
  const shown = diff.changes.filter(({ claim }) => isWhole || claim !== 0);
  const quiet = diff.changes.length - shown.length;
  const lines = [
    ...shown.map(changeLine),
    ...(quiet > 0 ? [`${quiet} figures show no difference beyond noise`] : []),
    ...diff.onlyBefore.map((key) => `only in the first: ${key}`),
    ...diff.onlyAfter.map((key) => `only in the second: ${key}`),
    ...diff.doubts.map((doubt) => `! ${doubt}`),
  ];
  return `${lines.join('\n')}\n`;
}

function changeLine(change: FigureChange): string {
  const { scenario, server, mode, metric, before, after, step, low, high, claim } = change;
  const { title, unit, scale } = METRICS[metric];
  const sign = scale.kind === 'ratio' ? '×' : '+';
  const verdict = { 1: 'worse', '-1': 'better', 0: 'same' }[claim];
  const interval = `${sign}${number(step)} (${number(low)} to ${number(high)})`;
  return `${verdict.padEnd(6)}  ${scenario} ${server} ${mode}, ${title}: ${number(before)} → ${number(after)} ${unit}, ${interval}`;
}
