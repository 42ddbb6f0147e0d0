// The tables that set rows against each other in pairs, round by round: what a layer costs over the one below it, what a
// fan-out technique gains, and what the tuned track gains over the stock one. Text alone, for every report.
import { BINDINGS } from '@hubbub/protocol';
import { isFatalFlag } from '../results/flags.ts';
import { METRICS } from '../results/metrics.ts';
import { roundsOf, samplesOf } from '../results/rounds.ts';
import type { Results, Row } from '../results/schema.ts';
import { compareRows } from '../statistics/claims.ts';
import { onScale } from '../statistics/scale.ts';
import { ABSENT, number } from './figures.ts';

/** One table of pairs. */
export interface SideTable {
  readonly title: string;
  readonly says: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The tables of one scenario; those without a pair are left out. */
export function sideTables(results: Results, scenario: string): SideTable[] {
  const rows = results.rows.filter(
    (row) =>
      row.scenario === scenario &&
      row.figures !== undefined &&
      !row.flags.some(({ code }) => isFatalFlag(code)),
  );
  return [abstractionTax(results, rows), techniqueGain(results, rows), tracks(results, rows)].filter(
    (table) => table.rows.length > 0,
  );
}

function abstractionTax(results: Results, rows: readonly Row[]): SideTable {
  return {
    title: 'Abstraction tax',
    says: 'CPU a delivery against the layer below, in the same fan-out mode; where the wires differ, the wire is part of it',
    heads: ['server', 'over', 'fan-out', 'CPU-µs', 'times', '95 %', 'KB/conn more', 'wire'],
    rows: rows.flatMap((row) => {
      const below = rows.find(({ server, mode }) => server === row.versus && mode === row.mode);
      if (below === undefined) return [];
      const wire = row.binding === below.binding ? row.binding : `${below.binding} → ${row.binding}`;
      const kb = median(row, 'kbPerConnection') - median(below, 'kbPerConnection');
      return [
        [
          row.server,
          below.server,
          row.mode,
          steps(below, row),
          ...times(results, row, below),
          number(kb),
          wire,
        ],
      ];
    }),
  };
}

function techniqueGain(results: Results, rows: readonly Row[]): SideTable {
  const order: readonly Row['mode'][] = ['each', 'native', 'batched'];
  return {
    title: 'What the fan-out technique gains',
    says: 'the same server, each → native → batched',
    heads: ['server', 'from', 'to', 'CPU-µs', 'cheaper', '95 %', 'deliveries a write'],
    rows: servers(rows).flatMap((server) => {
      const own = order.flatMap(
        (mode) => rows.find((row) => row.server === server && row.mode === mode) ?? [],
      );
      return own.slice(1).flatMap((row, index) => {
        const from = own[index];
        if (from === undefined) return [];
        const writes = `${perWrite(from)} → ${perWrite(row)}`;
        return [[server, from.mode, row.mode, steps(from, row), ...times(results, from, row), writes]];
      });
    }),
  };
}

function tracks(results: Results, rows: readonly Row[]): SideTable {
  return {
    title: 'Stock against tuned',
    says: 'the fan-out that the framework’s documentation shows, against one write a tick',
    heads: ['server', 'stock', 'CPU-µs', 'tuned is cheaper', '95 %', 'p99 ms'],
    rows: servers(rows).flatMap((server) => {
      const stock = rows.find((row) => row.server === server && row.track === 'stock');
      const tuned = rows.find((row) => row.server === server && row.track === 'tuned');
      if (stock === undefined || tuned === undefined) return [];
      const p99 = `${number(median(stock, 'p99Ms'))} → ${number(median(tuned, 'p99Ms'))}`;
      return [[server, stock.mode, steps(stock, tuned), ...times(results, stock, tuned), p99]];
    }),
  };
}

/** How many times dearer `row` is than `other`, with the interval of the paired rounds; `~` where noise could make it. */
function times(results: Results, row: Row, other: Row): [ratio: string, interval: string] {
  const { of, scale } = METRICS.cpu;
  const noise = results.noise.find(
    (one) => one.scenario === row.scenario && one.binding === row.binding && one.metric === 'cpu',
  );
  const rule = { scale, noise: { deviation: noise?.deviation ?? 0, degreesOfFreedom: 1 }, range: 0 };
  const [own, its] = [row, other].map((one) => roundsOf(samplesOf(results.samples, one), of));
  const compared = compareRows(own ?? [], its ?? [], rule);
  if (compared === undefined) return [ABSENT, ABSENT];
  const isNoise = Math.abs(Math.log(compared.median)) < onScale(scale, noise?.floor ?? scale.smallestClaim);
  return [
    `${isNoise ? '~ ' : ''}${number(compared.median)} ×`,
    compared.pairs < 2 ? ABSENT : `${number(compared.low)}–${number(compared.high)}`,
  ];
}

function steps(from: Row, to: Row): string {
  return `${number(median(from, 'cpuMicrosPerDelivery'))} → ${number(median(to, 'cpuMicrosPerDelivery'))}`;
}

function median({ figures }: Row, name: 'cpuMicrosPerDelivery' | 'kbPerConnection' | 'p99Ms'): number {
  return figures?.[name].median ?? Number.NaN;
}

/** By the server's own count, or as the generator read them: its batches, or more. */
export function perWrite({ figures }: Row): string {
  if (figures?.deliveriesPerWrite !== undefined) return number(figures.deliveriesPerWrite.median);
  return figures === undefined ? ABSENT : `≤ ${number(figures.deliveriesPerRead.median)}`;
}

function servers(rows: readonly Row[]): string[] {
  const sorted = rows.toSorted((a, b) => BINDINGS.indexOf(a.binding) - BINDINGS.indexOf(b.binding));
  return [...new Set(sorted.map(({ server }) => server))];
}
