// Observable Plot without a browser: marks go in, SVG text comes out. Colours are the page's own variables, so that one
// drawing serves light and dark.
import { FANOUT_MODES, type FanoutMode } from '@hubbub/protocol';
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { escapeMarkup } from './markup.ts';

/** Marks and options of Plot; its types need a browser's, which there are none of here. */
export type PlotOptions = Readonly<Record<string, unknown>> & { readonly marks: readonly unknown[] };

/** One series: its name, the number of its server and its fan-out mode, which are its colour and its dashes. */
export interface Series {
  readonly name: string;
  readonly server: number;
  readonly mode: FanoutMode;
}

const DASHES: Readonly<Record<FanoutMode, string>> = { batched: '', native: '8 4', each: '2 3' };

/** The page's colour of a series. */
export function strokeOf({ server }: Series): string {
  return `var(--c${Math.max(0, server) % 8})`;
}

/** Lines through the points of each series. */
export function seriesLines(
  points: readonly (Series & { readonly x: number; readonly y: number })[],
): unknown[] {
  return FANOUT_MODES.map((mode) =>
    marks.line(
      points.filter((point) => point.mode === mode),
      { x: 'x', y: 'y', z: 'name', stroke: strokeOf, strokeDasharray: DASHES[mode] || undefined },
    ),
  );
}

/** Near the width of a column, so that letters keep their size. */
const WIDTH = 420;
const HEIGHT = 250;

/** Draws a chart; it shrinks with its column. `says` is read out in its place. */
export function drawPlot(says: string, options: PlotOptions): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const draw = Plot.plot as unknown as (options: object) => { outerHTML: string };
  const svg = draw({
    document,
    width: WIDTH,
    height: HEIGHT,
    marginLeft: 52,
    marginBottom: 42,
    style: { background: 'none', fontSize: '12px' },
    ariaLabel: says,
    ...options,
  });
  return `<div class="plot">${svg.outerHTML}</div>`;
}

/** The names of the series with their strokes, as a list. */
export function legendOf(series: readonly Series[]): string {
  const items = series.map(({ name, server, mode }) => {
    const line = `<line class="curve c${Math.max(0, server) % 8} ${mode}" x1="0" x2="34" y1="5" y2="5"/>`;
    return `<li><svg viewBox="0 0 34 10" aria-hidden="true">${line}</svg>${escapeMarkup(name)}</li>`;
  });
  return `<ul class="legend">${items.join('')}</ul>`;
}

/** The marks of Plot that the charts use. */
export const marks = {
  line: Plot.lineY as unknown as Mark,
  dot: Plot.dot as unknown as Mark,
  upright: Plot.ruleX as unknown as Mark,
};

type Mark = (data: readonly unknown[], options: object) => unknown;
