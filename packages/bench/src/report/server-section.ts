// One server's page within the report: what it is, what it was held to, and its figures in every scenario.
import { FLAGS, isFatalFlag } from '../results/flags.ts';
import type { Results, Row, Spread } from '../results/schema.ts';
import { ABSENT, number, place } from './figures.ts';
import { memoryChart } from './lines-chart.ts';
import { escapeMarkup } from './markup.ts';
import { perWrite } from './side-tables.ts';

const HEADS = [
  'scenario',
  'fan-out',
  'place',
  'CPU-µs/delivery',
  'to the reference',
  'p50 ms',
  'p99 ms',
  'p99.9 ms',
  'KB/conn',
  'deliveries a write',
  'cold start ms',
  'samples',
];

/** The section of one server. */
export function serverSection(results: Results, server: string, servers: readonly string[]): string {
  const rows = results.rows.filter((row) => row.server === server);
  const [first] = rows;
  if (first === undefined) return '';
  const { title, framework, language, runtime, layer, binding, conformance, versus } = first;
  const facts = [
    `${framework}, ${language} on ${runtime}; ${layer}; ${binding}`,
    `Conformance: ${conformance.passed === true ? 'passed' : conformance.passed === false ? 'FAILED' : 'not run'} (${conformance.detail})${conformance.contentHash === undefined ? '' : `, content ${conformance.contentHash.slice(0, 12)}`}`,
    ...(versus === undefined ? [] : [`The layer below it: ${versus}`]),
  ];
  const flags = rows.flatMap((row) =>
    row.flags.map(
      ({ code, detail }) =>
        `<li${isFatalFlag(code) ? ' class="fatal"' : ''}>${escapeMarkup(`${row.scenario} ${row.mode}: ${FLAGS[code].says} (${detail})`)}</li>`,
    ),
  );
  const chart = memoryChart(
    rows.filter(({ scenario }) => scenario === first.scenario),
    results,
    servers,
  );
  return `<section class="server" id="server-${escapeMarkup(server)}"><h3>${escapeMarkup(title)} <small>${escapeMarkup(server)}</small></h3>
${facts.map((fact) => `<p>${escapeMarkup(fact)}</p>`).join('')}
<div class="scroll"><table><thead><tr>${HEADS.map((head) => `<th>${head}</th>`).join('')}</tr></thead><tbody>${rows.map(line).join('')}</tbody></table></div>
${flags.length === 0 ? '' : `<ul class="notes">${flags.join('')}</ul>`}
<div class="grid-of-charts">${chart}</div></section>`;
}

function line(row: Row): string {
  const { figures, toReference } = row;
  const cells =
    figures === undefined
      ? HEADS.slice(3, -1).map(() => ABSENT)
      : [
          withInterval(figures.cpuMicrosPerDelivery),
          toReference === undefined
            ? ABSENT
            : `${toReference.isClaimed ? '' : '~ '}${number(toReference.ratio)} × (${number(toReference.low)}–${number(toReference.high)}) ${toReference.server}`,
          withInterval(figures.p50Ms),
          withInterval(figures.p99Ms),
          withInterval(figures.p999Ms),
          withInterval(figures.kbPerConnection),
          perWrite(row),
          figures.coldStartMs === undefined ? ABSENT : number(figures.coldStartMs.median),
        ];
  const all = [row.scenario, row.mode, place(row), ...cells, `${row.samples}`];
  return `<tr>${all.map((text) => `<td>${escapeMarkup(text)}</td>`).join('')}</tr>`;
}

function withInterval({ median, low, high, values }: Spread): string {
  return values.length < 2 ? number(median) : `${number(median)} (${number(low)}–${number(high)})`;
}
