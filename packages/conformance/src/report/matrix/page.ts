// The runs as one HTML page that needs no network: the servers, the matrix, the failures, and every wire log inside it.
import { gzipSync } from 'node:zlib';
import type { LeftOut } from '../../collection.ts';
import type { Envelope, Verdict } from '../../envelope.ts';
import { readClauses } from '../clause-text.ts';
import { formatFailures } from '../console.ts';
import { escapeMarkup as e } from '../markup.ts';
import { isMiss, MEANINGS, overviewOf, SIGNS } from '../overview.ts';
import { type Cell, type Column, type Matrix, matrixOf, type Row } from './model.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';

const classOf = (verdict: Verdict): string => verdict.replace('/', '-');

/** The whole page as a string. */
export function toHtml(envelopes: readonly Envelope[], leftOut: readonly LeftOut[] = []): string {
  const matrix = matrixOf(envelopes);
  const day = envelopes[0]?.run.startedAt.slice(0, 10) ?? '';
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Hubbub conformance, ${e(day)}</title><style>${STYLE}</style></head>
<body><main>
<header><h1>Hubbub conformance</h1>${facts(envelopes)}</header>
<h2>Servers</h2>${overview(envelopes, leftOut)}
<h2>Cases</h2>
<ul class="legend">${Object.entries(SIGNS).map(legendItem).join('')}<li><b class="fail flaky">✗</b> failed, then passed when run again alone</li></ul>
<div class="tools" id="tools" hidden><input id="search" type="search" placeholder="case, clause, profile or word" aria-label="filter the cases">
<label><input id="misses" type="checkbox"> only what some server misses</label></div>
${table(matrix)}
${failures(envelopes)}
</main><dialog id="detail" aria-label="one case on one server"><button class="close" id="close">close</button><div id="content"></div></dialog>
<script type="application/octet-stream" id="data">${packed(matrix)}</script><script>${SCRIPT}</script></body></html>
`;
}

function facts(envelopes: readonly Envelope[]): string {
  const [first] = envelopes;
  if (first === undefined) return '<p>No server was run.</p>';
  const { suite, host, run } = first;
  const seeds = [...new Set(envelopes.map(({ run: { seed } }) => seed))].join(', ');
  return [
    `Suite ${suite.version}, ${suite.cases} cases, protocol version ${suite.protocol}. Run ${run.startedAt} with seed ${seeds} on ${host.platform}, ${host.cpus} processors, ${host.runtime}.`,
    'A sign opens what was judged: the clause, what was expected and seen, and the bytes that went over the wire.',
  ]
    .map((line) => `<p>${e(line)}</p>`)
    .join('');
}

function overview(envelopes: readonly Envelope[], leftOut: readonly LeftOut[]): string {
  const rows = overviewOf(envelopes).map(({ target, status, standing, counts, flaky, seconds, profiles }) => {
    const failed = counts.fail + counts['unexpected-pass'] + counts['harness-error'];
    const colour = (['pass', 'fail', 'could-not-run', 'could-not-run'] as const)[status];
    const figures = [
      counts.pass,
      counts.weak,
      failed,
      counts['expected-fail'],
      counts['n/a'],
      counts['could-not-run'],
      flaky,
    ];
    return `<tr><td><b>${e(target)}</b></td><td class="${colour}">${standing}</td><td>${e(profiles)}</td>${figures
      .map((figure) => `<td>${figure === 0 ? '–' : figure}</td>`)
      .join('')}<td>${seconds} s</td></tr>`;
  });
  const absent = leftOut.map(
    ({ target, reason }) =>
      `<tr><td><b>${e(target)}</b></td><td class="could-not-run">not run</td><td colspan="9">${e(reason)}</td></tr>`,
  );
  const head = [
    'server',
    'verdict',
    'profiles',
    'pass',
    'weak',
    'fail',
    'expected fail',
    'n/a',
    'not run',
    'flaky',
    'time',
  ];
  return `<div class="scroll"><table class="overview"><thead><tr>${head
    .map((name) => `<th scope="col">${name}</th>`)
    .join('')}</tr></thead><tbody>${[...rows, ...absent].join('')}</tbody></table></div>`;
}

function legendItem([verdict, sign]: [string, string]): string {
  return `<li><b class="${classOf(verdict as Verdict)}">${sign}</b> ${e(MEANINGS[verdict as Verdict])}</li>`;
}

function table({ columns, sections }: Matrix): string {
  const span = columns.length + 1;
  const head = columns.map(
    ({ target, binding }) => `<th scope="col"><span>${e(target)} <small>${e(binding)}</small></span></th>`,
  );
  const bodies = sections.flatMap(({ title, clauses }) => [
    `<tbody class="section"><tr class="section"><th colspan="${span}">${e(title)}</th></tr></tbody>`,
    ...clauses.map(
      ({ id, text, rows }) =>
        `<tbody><tr class="clause"><th colspan="${span}"><p><b>${e(id)}</b> ${coded(text)}</p></th></tr>${rows
          .map((row) => caseRow(row, columns))
          .join('')}</tbody>`,
    ),
  ]);
  return `<div class="scroll tall"><table class="matrix"><thead><tr><th scope="col">case</th>${head.join('')}</tr></thead>
${bodies.join('\n')}</table></div>`;
}

/** A clause's text, with what stands in backticks as code. */
const coded = (text: string): string => e(text).replace(/`([^`]+)`/g, '<code>$1</code>');

function caseRow({ id, title, profile, cells }: Row, columns: readonly Column[]): string {
  const hasMiss = cells.some((cell) => cell !== undefined && (isMiss(cell) || cell.verdict === 'weak'));
  return `<tr data-case="${e(id)}" data-profile="${e(profile)}"${hasMiss ? ' data-miss' : ''}><th scope="row"><code>${e(id)}</code>${e(title)}</th>${cells
    .map((cell, index) => (cell === undefined ? '<td></td>' : signCell(id, cell, columns[index])))
    .join('')}</tr>`;
}

function signCell(id: string, { verdict, result }: Cell, column: Column | undefined): string {
  const { target = '', binding = '' } = column ?? {};
  const address = [target, binding, id].map(encodeURIComponent).join('/');
  const name = classOf(verdict);
  const flaky = result.flaky ? ' flaky' : '';
  return `<td class="${name}"><a class="${name}${flaky}" href="#${address}" title="${e(`${target} ${binding}: ${verdict}`)}">${SIGNS[verdict]}</a></td>`;
}

/** What failed, once more as text: to be read without a script, searched and printed. */
function failures(envelopes: readonly Envelope[]): string {
  const missed = envelopes.flatMap((envelope) =>
    envelope.results.filter(isMiss).map((result) => {
      const text = formatFailures({ ...envelope, results: [result] });
      return `<details class="failure"><summary><b class="fail">${e(envelope.server.target)}</b> ${e(result.binding)} <code>${e(result.id)}</code> ${e(result.title)}</summary><pre>${e(text)}</pre></details>`;
    }),
  );
  return missed.length === 0 ? '' : `<h2>What failed</h2>${missed.join('\n')}`;
}

/** All that the script shows, packed: a wire log compresses to a tenth. */
function packed({ columns, sections }: Matrix): string {
  const cases: Record<string, object> = {};
  const cells: Record<string, object> = {};
  for (const { id: clause, rows } of sections.flatMap((section) => section.clauses)) {
    for (const { id, title, cells: row } of rows) {
      cases[id] = { title, clause };
      for (const [index, cell] of row.entries()) {
        if (cell !== undefined) cells[`${index} ${id}`] = cellData(cell);
      }
    }
  }
  const clauses = Object.fromEntries([...readClauses().values()].map(({ id, text }) => [id, text]));
  return gzipSync(JSON.stringify({ columns, cases, cells, clauses }), { level: 9 }).toString('base64');
}

function cellData({ verdict, result, rounds, missedRounds }: Cell): object {
  const { ms, flaky, reason, reproduce, failure, wire } = result;
  return {
    ...{ verdict, ms, flaky, reason, reproduce, rounds, missedRounds },
    ...{
      broken: failure?.clause,
      sent: failure?.sent,
      expected: failure?.expected,
      seen: failure?.seen,
      stderr: failure?.stderr,
      stack: failure?.stack,
    },
    wire: wire?.map(({ atMs, peer, direction, text }) => [atMs, peer, direction, text]),
  };
}
