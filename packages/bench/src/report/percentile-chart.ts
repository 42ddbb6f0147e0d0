// Latency by percentile as SVG: the axis is 1/(1−p), so that each further nine takes the same width, and ms are logarithmic.
// Drawn for a given width, since letters must not shrink with the picture.
import { decodeHistogram } from '../latency.ts';
import type { Row } from '../results/schema.ts';
import { number, rowName } from './figures.ts';
import { escapeMarkup } from './markup.ts';

/** One row's curves and how they are drawn. */
export interface Curve {
  readonly row: Row;
  /** Index of the server: its colour. */
  readonly colour: number;
}

/** The size of one drawing, in px. */
export interface ChartSize {
  readonly width: number;
  readonly height: number;
  readonly className: string;
}

const MARGIN = { left: 46, right: 12, top: 10, bottom: 34 };
const PERCENTILES = [0, 50, 90, 99, 99.9];
const STEPS = 120;

/** Draws the curves: solid from the intended time, faint from the time of sending. */
export function percentileChart(curves: readonly Curve[], size: ChartSize): string {
  const lines = curves.flatMap(({ row, colour }) => {
    if (row.figures === undefined) return [];
    const className = `curve c${colour % 8} ${row.mode}`;
    const { latency, uncorrected } = row.figures;
    return [
      {
        className: `${className} faint`,
        points: pointsOf(uncorrected.histogram),
        name: `${rowName(row)}, from sending`,
      },
      { className, points: pointsOf(latency.histogram), name: rowName(row) },
    ];
  });
  const values = lines.flatMap(({ points }) => points.map(([, ms]) => ms));
  const low = 10 ** Math.floor(Math.log10(Math.max(0.01, Math.min(...values, 1))));
  const high = 10 ** Math.ceil(Math.log10(Math.max(...values, low * 10)));
  const innerWidth = size.width - MARGIN.left - MARGIN.right;
  const innerHeight = size.height - MARGIN.top - MARGIN.bottom;
  const x = (percentile: number) => MARGIN.left + (innerWidth * nines(percentile)) / nines(99.95);
  const y = (ms: number) =>
    MARGIN.top + innerHeight * (1 - Math.log(Math.max(ms, low) / low) / Math.log(high / low));
  const paths = lines.map(({ className, points, name }) => {
    const d = points
      .map(([p, ms], i) => `${i === 0 ? 'M' : 'L'}${x(p).toFixed(1)} ${y(ms).toFixed(1)}`)
      .join('');
    return `<path class="${className}" d="${d}"><title>${escapeMarkup(name)}</title></path>`;
  });
  const bottom = size.height - MARGIN.bottom;
  const xTicks = PERCENTILES.map(
    (p) =>
      `<line class="grid" x1="${x(p)}" x2="${x(p)}" y1="${MARGIN.top}" y2="${bottom}"/>` +
      `<text x="${x(p)}" y="${bottom + 16}" text-anchor="middle">${p === 0 ? '0' : `p${p}`}</text>`,
  );
  const decades = Array.from({ length: Math.round(Math.log10(high / low)) + 1 }, (_, i) => low * 10 ** i);
  const yTicks = decades.map(
    (ms) =>
      `<line class="grid" x1="${MARGIN.left}" x2="${size.width - MARGIN.right}" y1="${y(ms)}" y2="${y(ms)}"/>` +
      `<text x="${MARGIN.left - 6}" y="${y(ms) + 4}" text-anchor="end">${ms >= 1 ? ms : number(ms)}</text>`,
  );
  return (
    `<svg class="percentiles ${size.className}" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="Latency by percentile, in ms">` +
    `${xTicks.join('')}${yTicks.join('')}${paths.join('')}` +
    '</svg>'
  );
}

function nines(percentile: number): number {
  return -Math.log10(1 - percentile / 100);
}

function pointsOf(encoded: string): [percentile: number, ms: number][] {
  const histogram = decodeHistogram(encoded);
  return Array.from({ length: STEPS + 1 }, (_, i) => {
    const percentile = 100 * (1 - 10 ** ((-nines(99.95) * i) / STEPS));
    return [percentile, histogram.getValueAtPercentile(percentile) / 1_000];
  });
}
