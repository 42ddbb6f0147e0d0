// Every row in every scenario at a glance: a cell is its place, its colour the band; what is not valid is hatched.
import { isFatalFlag } from '../results/flags.ts';
import { METRIC_KEYS, METRICS, type MetricKey } from '../results/metrics.ts';
import type { Results, Row } from '../results/schema.ts';
import { place } from './figures.ts';
import { escapeMarkup } from './markup.ts';

/** The heat map as a table. */
export function heatMap({ rows, scenarios }: Results): string {
  const names = [...new Map(rows.map((row) => [`${row.server}\n${row.mode}`, row])).values()];
  const heads = scenarios.map(({ id }) => `<th colspan="${METRIC_KEYS.length}">${escapeMarkup(id)}</th>`);
  const figures = scenarios.flatMap(() => METRIC_KEYS.map((key) => `<th>${METRICS[key].head}</th>`));
  const body = names.map(({ server, mode, binding }) => {
    const cells = scenarios.flatMap(({ id }) => {
      const row = rows.find((one) => one.scenario === id && one.server === server && one.mode === mode);
      return METRIC_KEYS.map((metric) => cell(row, metric));
    });
    return `<tr><td class="name"><a href="#server-${escapeMarkup(server)}">${escapeMarkup(server)}</a> ${mode} <small>${binding}</small></td>${cells.join('')}</tr>`;
  });
  return `<div class="scroll"><table class="heat"><thead><tr><th rowspan="2"></th>${heads.join('')}</tr><tr>${figures.join('')}</tr></thead><tbody>${body.join('')}</tbody></table></div>
<p><small>Places within one binding; the colour goes by the band. Hatched: not valid. Empty: not measured.</small></p>`;
}

function cell(row: Row | undefined, metric: MetricKey): string {
  if (row === undefined) return '<td></td>';
  const fatal = row.flags.filter(({ code }) => isFatalFlag(code));
  if (fatal.length > 0) {
    return `<td class="invalid" title="${escapeMarkup(fatal.map(({ code }) => code).join(', '))}">✗</td>`;
  }
  const rank = row.ranks[metric];
  if (rank === undefined) return '<td>–</td>';
  const bandShare = rank.of < 2 ? 0 : (rank.band - 1) / (rank.of - 1);
  const depth = Math.min(1, Math.max(bandShare, (rank.best - 1) / Math.max(1, rank.of - 1)));
  return `<td style="--depth:${depth.toFixed(2)}" title="band ${rank.band} of ${rank.of} rows">${place(row, metric)}</td>`;
}
