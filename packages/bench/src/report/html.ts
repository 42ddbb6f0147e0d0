// The comparison as one HTML page that needs no network: answers, the heat map, a section a scenario and a server, every
// sample, and the results themselves inside it. No script runs in it.
import { readFileSync } from 'node:fs';
import { isFatalFlag } from '../results/flags.ts';
import type { Results, Row } from '../results/schema.ts';
import { type Bar, barChart } from './bars.ts';
import { bestFor } from './best-for.ts';
import { number, rowName } from './figures.ts';
import { heatMap } from './heat-map.ts';
import { ladderChart, memoryChart, timelineChart } from './lines-chart.ts';
import { embeddedJson, escapeMarkup } from './markup.ts';
import { type Curve, percentileChart } from './percentile-chart.ts';
import { serverSection } from './server-section.ts';
import { sideTables } from './side-tables.ts';
import { COLUMNS, factsOf, type ScenarioTable, tablesOf } from './table-model.ts';

const CSS = readFileSync(new URL('./page.css', import.meta.url), 'utf8');

/** Server and mode, neighbours in the table, share one cell here: it stays in sight while the others scroll. */
const NAME_AT = 1;

const HOW_TO_READ = [
  'CPU-µs a delivery: processor time of the whole server process tree for one message handed to one member, at the same load for all. The rank goes by it.',
  'Latency counts from the moment a message was due, not from when the generator got round to sending it; the faint curve counts from sending.',
  'Every member’s messages are counted exactly. A row that lost, repeated, reordered or changed one is not ranked.',
  'KB a connection is the growth of anonymous memory from a quarter of the members to all, so a few KB either way mean nothing; the kernel’s socket buffers are not in it.',
  'A place such as 2–4 says what noise leaves open: rows of one binding are compared, and no difference below the noise floor is claimed. Ratios within one page compare; absolute figures of different machines do not.',
];

/** The whole page as a string. */
export function toHtml(results: Results): string {
  const servers = [...new Set(results.rows.map(({ server }) => server))];
  const sections = tablesOf(results).map((table) => scenarioSection(table, results, servers));
  const day = results.startedAt.slice(0, 10);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Hubbub comparison, ${escapeMarkup(day)}</title><style>${CSS}</style></head>
<body><main>
<header><h1>Hubbub comparison <span class="badge">${escapeMarkup(results.label)}</span></h1>
${factsOf(results)
  .map((fact) => `<p>${escapeMarkup(fact)}</p>`)
  .join('')}</header>
${answers(results)}
<section><h2>At a glance</h2>${heatMap(results)}</section>
${sections.join('\n')}
<h2>Servers</h2>
${servers.map((server) => serverSection(results, server, servers)).join('\n')}
<h2>How to read this</h2><ul class="facts">${HOW_TO_READ.map((text) => `<li>${text}</li>`).join('')}</ul>
${rawSamples(results)}
</main><script type="application/json" id="results">${embeddedJson(results)}</script></body></html>
`;
}

function answers(results: Results): string {
  const list = bestFor(results);
  if (list.length === 0) return '';
  const items = list.map(
    ({ question, rows }) => `<li><b>${escapeMarkup(question)}:</b> ${escapeMarkup(rows.join(', '))}</li>`,
  );
  return `<section><h2>Best for …</h2><p>One figure under one load each; who stands together is not told apart by noise.</p><ul class="answers">${items.join('')}</ul></section>`;
}

/** Lines of many servers are a tangle: beyond so many only the default modes are drawn. */
const LINES_MAX = 12;

function scenarioSection(table: ScenarioTable, results: Results, servers: readonly string[]): string {
  const all = table.rows.map(({ row }) => row);
  const rows = all.length > LINES_MAX ? all.filter(({ isDefaultMode }) => isDefaultMode) : all;
  const curves = rows.map((row): Curve => ({ row, colour: servers.indexOf(row.server) }));
  return `<section><h2>${escapeMarkup(table.id)}</h2><p>${escapeMarkup(table.title)}</p>
<div class="grid-of-charts">
${barChart('CPU a delivery', 'µs', bars(all, cpuBar))}
${barChart('Latency, p99', 'ms from when it was due', bars(all, p99Bar))}
${barChart('Memory a connection', 'KB', bars(all, memoryBar))}
${ladderChart(rows, results, servers)}${timelineChart(rows, results, servers)}${memoryChart(rows, results, servers)}
<figure class="wide"><figcaption>Latency by percentile <small>ms; faint: from sending</small></figcaption>
${percentileChart(curves, { width: 1160, height: 340, className: 'broad' })}
${percentileChart(curves, { width: 360, height: 300, className: 'narrow' })}
<ul class="legend">${curves.map(legendItem).join('')}</ul></figure></div>
<p><span class="key user"></span> user <span class="key system"></span> system; the line across a bar is the interval over the rounds. ✗: not ranked, see below.</p>
${mainTable(table)}
${notes(table)}${pairs(results, table.id)}</section>`;
}

function bars(rows: readonly Row[], barOf: (row: Row) => Omit<Bar, 'row' | 'isVoid'> | undefined): Bar[] {
  return rows.flatMap((row) => {
    const bar = barOf(row);
    return bar === undefined ? [] : [{ row, isVoid: isVoid(row), ...bar }];
  });
}

function cpuBar({ figures }: Row): Omit<Bar, 'row' | 'isVoid'> | undefined {
  if (figures === undefined) return undefined;
  const { median, low, high } = figures.cpuMicrosPerDelivery;
  // The medians of the two need not add up to that of the whole.
  const user = figures.cpuUserMicrosPerDelivery.median;
  const system = figures.cpuSystemMicrosPerDelivery.median;
  const scale = median / Math.max(1e-9, user + system);
  return {
    parts: [
      { value: user * scale, className: 'user', says: `user ${number(user)} µs` },
      { value: system * scale, className: 'system', says: `system ${number(system)} µs` },
    ],
    min: low,
    max: high,
  };
}

function p99Bar({ figures }: Row): Omit<Bar, 'row' | 'isVoid'> | undefined {
  if (figures === undefined) return undefined;
  const { median, low, high } = figures.p99Ms;
  return {
    parts: [{ value: median, className: 'plain', says: `${number(median)} ms` }],
    min: low,
    max: high,
  };
}

function memoryBar({ figures }: Row): Omit<Bar, 'row' | 'isVoid'> | undefined {
  if (figures === undefined) return undefined;
  const { median, low, high } = figures.kbPerConnection;
  return {
    parts: [{ value: median, className: 'plain', says: `${number(median)} KB` }],
    min: Math.max(0, low),
    max: high,
  };
}

function isVoid(row: Row): boolean {
  return row.flags.some(({ code }) => isFatalFlag(code));
}

function legendItem({ row, colour }: Curve): string {
  const line = `<line class="curve c${colour % 8} ${row.mode}" x1="0" x2="34" y1="5" y2="5"/>`;
  return `<li><svg viewBox="0 0 34 10" aria-hidden="true">${line}</svg>${escapeMarkup(rowName(row))}</li>`;
}

function mainTable({ rows }: ScenarioTable): string {
  const cell = (tag: string, { text, align }: { text: string; align: string }, i: number) => {
    const classes = [align === 'right' ? 'right' : '', i === NAME_AT ? 'name' : ''].filter(
      (name) => name !== '',
    );
    return `<${tag}${classes.length === 0 ? '' : ` class="${classes.join(' ')}"`}>${escapeMarkup(text)}</${tag}>`;
  };
  const line = (tag: string, texts: readonly string[]) =>
    texts
      .map((text, i) => ({ text, align: COLUMNS[i]?.align ?? 'left' }))
      .toSpliced(NAME_AT, 2, { text: texts.slice(NAME_AT, NAME_AT + 2).join(' '), align: 'left' })
      .map((one, i) => cell(tag, one, i))
      .join('');
  const head = line(
    'th',
    COLUMNS.map((column) => column.head),
  );
  const body = rows.map(
    ({ row, cells }) => `<tr${isVoid(row) ? ' class="void"' : ''}>${line('td', cells)}</tr>`,
  );
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}

function notes({ notes }: ScenarioTable): string {
  if (notes.length === 0) return '';
  const items = notes.map(
    ({ isFatal, text }) => `<li${isFatal ? ' class="fatal"' : ''}>${escapeMarkup(text)}</li>`,
  );
  return `<ul class="notes">${items.join('')}</ul>`;
}

function pairs(results: Results, scenario: string): string {
  return sideTables(results, scenario)
    .map(({ title, says, heads, rows }) => {
      const cells = (tag: string, texts: readonly string[]) =>
        texts.map((text) => `<${tag}>${escapeMarkup(text)}</${tag}>`).join('');
      const body = rows.map((texts) => `<tr>${cells('td', texts)}</tr>`).join('');
      return `<h3>${escapeMarkup(title)} <small>${escapeMarkup(says)}; ~: noise could make it</small></h3>
<div class="scroll"><table><thead><tr>${cells('th', heads)}</tr></thead><tbody>${body}</tbody></table></div>`;
    })
    .join('\n');
}

function rawSamples({ samples }: Results): string {
  const lines = samples.map(({ scenario, server, mode, round, measured, flags }) => {
    const cells = [
      scenario,
      server,
      mode,
      `${round}`,
      measured === undefined ? '' : number(measured.cpuMicrosPerDelivery),
      measured === undefined ? '' : number(measured.latency.p99Ms),
      measured === undefined ? '' : number(measured.generator.slipP99Ms),
      measured === undefined ? '' : `${Math.round(measured.generator.cpuShare * 100)} %`,
      measured === undefined ? '' : `${Math.round(measured.otherCpuShare * 100)} %`,
      measured === undefined ? '' : number(measured.deliveriesPerRead),
      flags.map(({ code }) => code).join(', '),
    ];
    return `<tr>${cells.map((text) => `<td>${escapeMarkup(text)}</td>`).join('')}</tr>`;
  });
  const heads = [
    'scenario',
    'server',
    'fan-out',
    'round',
    'CPU-µs/delivery',
    'p99 ms',
    'generator slip p99 ms',
    'generator CPU',
    'other CPU',
    'deliveries a read',
    'flags',
  ];
  return `<details><summary>All ${samples.length} samples</summary><div class="scroll"><table><thead><tr>${heads
    .map((head) => `<th>${head}</th>`)
    .join('')}</tr></thead><tbody>${lines.join('')}</tbody></table></div></details>`;
}
