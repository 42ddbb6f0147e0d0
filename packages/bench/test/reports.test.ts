// The reports say what the results say, safely: and a results file is checked before anybody believes it.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  formatTable,
  parseResults,
  ResultsSchema,
  ScenarioSchema,
  toHtml,
  toMarkdown,
} from '../src/index.ts';
import { resultsOf } from './fixtures/results.ts';

const HOSTILE = '</script><script>alert(1)</script>|"\'&';
const results = resultsOf([
  { id: 'net', micros: [8, 8.1, 8.2] },
  { id: 'net', mode: 'batched', micros: [1, 1.1, 1.2] },
  { id: 'ws', mode: 'batched', micros: [1.1, 1.2, 1.3], title: HOSTILE, versus: 'net' },
  { id: 'lossy', micros: [0.5, 0.5, 0.5], flags: [{ code: 'lost', detail: HOSTILE }], ledger: { lost: 3 } },
]);

describe('the console table', () => {
  const text = formatTable(results);

  it('puts the ranked first, ties marked, and the hurt last without a rank', () => {
    const ranks = text
      .split('\n')
      .flatMap((line) => /^ *([\d–]+) +(net|ws|lossy) +(\S+)/.exec(line)?.slice(1, 4).join(' ') ?? []);
    expect(ranks).toEqual(['1–2 net batched', '1–2 ws batched', '3 net each', '– lossy each']);
  });

  it('shows the figures and why a row is not ranked', () => {
    expect(text).toMatch(
      /3 +net +each \* +passed core 1\/1 +8\.10 +2\.43 \+ 5\.67 +8\.00–8\.20 +4\u202f800 /,
    );
    expect(text).toContain('9/0/0/0');
    expect(text).toContain('✗ not ranked: messages were lost: lossy each (round 1: ');
    expect(text).toContain('indicative');
  });

  it.each([80, 120])('fits %d columns: what does not is left out and named', (width) => {
    const lines = formatTable(results, width).split('\n');
    const table = lines.filter((line) => /^ *(#|\d(–\d)?|–) /.test(line));
    expect(table.length).toBeGreaterThan(4);
    expect(Math.max(...table.map(({ length }) => length))).toBeLessThanOrEqual(width);
    expect(table[0]).toContain('CPU-µs/delivery');
    expect(lines.at(-2)).toMatch(/^Left out for want of width: deliveries\/write/);
    expect(text).not.toContain('Left out');
  });
});

it('the Markdown has one cell a column, whatever the texts hold', () => {
  const lines = toMarkdown(results)
    .split('\n')
    .filter((line) => line.startsWith('|'));
  const cells = lines.map((line) => line.replaceAll('\\|', '').split('|').length);
  expect(new Set(cells.slice(0, 6)).size).toBe(1);
  expect(cells.length).toBeGreaterThan(6);
});

describe('the HTML page', () => {
  const html = toHtml(results);

  it('needs no network and runs no script', () => {
    expect(html.match(/(src|href)="(?!#)|url\(|@import|https?:\/\/(?!json-schema)/g)).toBeNull();
    expect(html.match(/<script[^>]*>/g)).toEqual(['<script type="application/json" id="results">']);
  });

  it('lets no text become markup', () => {
    expect(html).not.toContain('alert(1)</script>');
    expect(html.match(/<\/script>/g)).toHaveLength(1);
    expect(html).toContain('&lt;/script&gt;');
  });

  it('holds the results themselves', () => {
    const json = /id="results">(.*)<\/script>/s.exec(html)?.[1] ?? '';
    expect(parseResults(JSON.parse(json))).toEqual(results);
  });

  it('draws each row as a bar and as a curve, and says what the technique gains', () => {
    expect(html.match(/<li( class="void")?><span class="name">/g)).toHaveLength(4 * 3);
    expect(html.match(/<path class="curve c\d \w+"/g)?.length).toBe(4 * 2);
    expect(html).toContain('aria-label="Memory against connections"');
    expect(html).toMatch(/<td>each<\/td><td>batched<\/td><td>8\.10 → 1\.10<\/td><td>7\.36 ×<\/td>/);
  });
});

describe('a results file', () => {
  it('is accepted where it is one', () => {
    expect(parseResults(JSON.parse(JSON.stringify(results)))).toEqual(results);
  });

  it.each([
    ['another version', { ...results, schema: 'hubbub.bench/0' }],
    ['an unknown member', { ...results, score: 100 }],
    ['a missing member', { ...results, rows: undefined }],
    ['a row with an unknown mode', { ...results, rows: [{ ...results.rows[0], mode: 'magic' }] }],
  ])('is refused with %s', (_, value) => {
    expect(() => parseResults(value)).toThrow(/^results: /);
  });

  it.each([
    ['results', ResultsSchema],
    ['scenario', ScenarioSchema],
  ])('and the %s schema is published up to date (scripts/write-schema.ts)', (name, schema) => {
    const file = new URL(`../schema/${name}.schema.generated.json`, import.meta.url);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(schema)));
  });
});
