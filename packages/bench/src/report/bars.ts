// Bars with their names and figures beside them: names are HTML, so that they stay readable at any width; the bar is SVG.
import type { Row } from '../results/schema.ts';
import { number, rowName } from './figures.ts';
import { escapeMarkup } from './markup.ts';

/** One bar: parts end to end, and the range of the whole. */
export interface Bar {
  readonly row: Row;
  readonly parts: readonly { readonly value: number; readonly className: string; readonly says: string }[];
  readonly min?: number;
  readonly max?: number;
  readonly isVoid: boolean;
}

/** A chart of bars on one linear scale from 0. */
export function barChart(title: string, unit: string, bars: readonly Bar[]): string {
  const total = ({ parts }: Bar) => parts.reduce((sum, { value }) => sum + Math.max(0, value), 0);
  const top = Math.max(1e-9, ...bars.map((bar) => Math.max(total(bar), bar.max ?? 0)));
  const percent = (value: number) => `${((100 * value) / top).toFixed(2)}%`;
  const items = bars.map((bar) => {
    let at = 0;
    const rects = bar.parts.map(({ value, className, says }) => {
      const size = Math.max(0, value);
      const rect = `<rect class="${className}" x="${percent(at)}" width="${percent(size)}" y="3" height="12"><title>${escapeMarkup(says)}</title></rect>`;
      at += size;
      return rect;
    });
    const { min, max } = bar;
    const range =
      min === undefined || max === undefined || min === max
        ? ''
        : `<line class="range" x1="${percent(min)}" x2="${percent(max)}" y1="9" y2="9"/>`;
    const name = escapeMarkup(rowName(bar.row));
    return (
      `<li${bar.isVoid ? ' class="void"' : ''}><span class="name">${name}</span>` +
      `<svg class="bar" height="18" role="img" aria-label="${name}: ${number(total(bar))} ${unit}">${rects.join('')}${range}</svg>` +
      `<span class="value">${number(total(bar))}</span></li>`
    );
  });
  return `<figure class="bars"><figcaption>${escapeMarkup(title)} <small>${escapeMarkup(unit)}</small></figcaption><ul>${items.join('')}</ul></figure>`;
}
