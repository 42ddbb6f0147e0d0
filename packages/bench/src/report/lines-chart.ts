// Charts of lines with intervals: latency against offered load, memory against connections, a fault's course.

import { samplesOf } from '../results/rounds.ts';
import type { Results, Row, Sample } from '../results/schema.ts';
import { medianInterval } from '../statistics/interval.ts';
import { rowName } from './figures.ts';
import { escapeMarkup } from './markup.ts';
import { drawPlot, legendOf, marks, type Series, seriesLines, strokeOf } from './plot.ts';

interface Point extends Series {
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
}

/** Latency (p99) against the deliveries that were asked for, one line a row, with the interval over the rounds. */
export function ladderChart(rows: readonly Row[], results: Results, servers: readonly string[]): string {
  const points = rows.flatMap((row) => {
    const scenario = results.scenarios.find(({ id }) => id === row.scenario);
    const climbs = samplesOf(results.samples, row).flatMap(({ measured }) => measured?.ladder ?? []);
    const rates = [...new Set(climbs.map(({ ratePerSecond }) => ratePerSecond))];
    return rates.map((rate): Point => {
      const steps = climbs.filter(({ ratePerSecond, p99Ms }) => ratePerSecond === rate && p99Ms > 0);
      const { median, low, high } = medianInterval(steps.map(({ p99Ms }) => p99Ms));
      return { ...seriesOf(row, servers), x: rate * (scenario?.members ?? 1), y: median, low, high };
    });
  });
  return lines('Latency against offered load', 'p99, ms', points, {
    x: { type: 'log', label: 'deliveries a second asked for →', ticks: 4, tickFormat: '~s' },
    y: { type: 'log', label: '↑ p99, ms', ticks: 5, tickFormat: '~r' },
  });
}

/** Memory against connections, from the readings that every sample has, or from an idle scenario's steps. */
export function memoryChart(rows: readonly Row[], results: Results, servers: readonly string[]): string {
  const points = rows.flatMap((row) => {
    const series = seriesOf(row, servers);
    const readings = samplesOf(results.samples, row).flatMap((sample) => memoryOf(sample, results));
    const counts = [...new Set(readings.map(({ clients }) => clients))].sort((a, b) => a - b);
    return counts.map((clients): Point => {
      const values = readings.filter((one) => one.clients === clients).map(({ bytes }) => bytes / 2 ** 20);
      const { median, low, high } = medianInterval(values);
      return { ...series, x: clients, y: median, low, high };
    });
  });
  return lines('Memory against connections', 'MiB of anonymous memory', points, {
    x: { label: 'connections →', ticks: 5 },
    y: { label: '↑ MiB', zero: true, nice: true },
  });
}

/** What came, and how late, around a fault: the first round of each row. */
export function timelineChart(rows: readonly Row[], results: Results, servers: readonly string[]): string {
  const courses = rows.flatMap((row) => {
    const sample = samplesOf(results.samples, row).find(({ measured }) => measured?.timeline !== undefined);
    return sample?.measured?.timeline === undefined
      ? []
      : [{ series: seriesOf(row, servers), points: sample.measured.timeline, fault: sample.measured.fault }];
  });
  if (courses.length === 0) return '';
  const chart = (title: string, of: (point: { delivered: number; maxMs: number }) => number) => {
    const data = courses.flatMap(({ series, points }) =>
      points.map((point) => ({ ...series, x: point.atMs / 1_000, y: of(point) })),
    );
    const faults = courses.flatMap(({ fault }) => (fault === undefined ? [] : [{ x: fault.atMs / 1_000 }]));
    return figure(
      title,
      'dashed: the fault',
      drawPlot(title, {
        x: { label: 'seconds →' },
        y: { label: null, zero: true, nice: true },
        marks: [
          marks.upright(faults.slice(0, 1), { x: 'x', stroke: 'currentColor', strokeDasharray: '4 4' }),
          ...seriesLines(data),
        ],
      }),
      courses.map(({ series }) => series),
    );
  };
  return (
    chart('Deliveries in each stretch', ({ delivered }) => delivered) +
    chart('Longest latency in each stretch, ms', ({ maxMs }) => maxMs)
  );
}

function lines(title: string, what: string, points: readonly Point[], axes: object): string {
  if (points.length === 0) return '';
  const drawing = drawPlot(title, {
    ...axes,
    marks: [
      marks.upright(points, {
        x: 'x',
        y1: 'low',
        y2: 'high',
        stroke: strokeOf,
        strokeOpacity: 0.5,
        strokeWidth: 3,
      }),
      ...seriesLines(points),
      marks.dot(points, { x: 'x', y: 'y', fill: strokeOf, r: 2.5 }),
    ],
  });
  const series = [...new Map(points.map((point) => [point.name, point])).values()];
  return figure(title, `${what}; upright: interval over the rounds`, drawing, series);
}

function figure(title: string, small: string, drawing: string, series: readonly Series[]): string {
  return `<figure><figcaption>${escapeMarkup(title)} <small>${escapeMarkup(small)}</small></figcaption>${drawing}${legendOf(series)}</figure>`;
}

function seriesOf(row: Row, servers: readonly string[]): Series {
  return { name: rowName(row), server: servers.indexOf(row.server), mode: row.mode };
}

function memoryOf(
  { measured, scenario }: Sample,
  { scenarios }: Results,
): { clients: number; bytes: number }[] {
  if (measured === undefined) return [];
  if (measured.idle !== undefined) {
    return measured.idle.map(({ clients, memoryBytes }) => ({ clients, bytes: memoryBytes }));
  }
  const { members = 0, rooms = 1 } = scenarios.find(({ id }) => id === scenario) ?? {};
  const all = members * rooms;
  return [
    { clients: 0, bytes: measured.memoryIdleBytes },
    { clients: Math.floor(all / 4), bytes: measured.memoryQuarterBytes },
    { clients: all, bytes: measured.memoryJoinedBytes },
  ];
}
