// The comparison as tables of text: one a scenario. The console, Markdown and HTML reports differ in dress only.
import { FLAG_CODES, FLAGS, type FlagCode, isFatalFlag } from '../results/flags.ts';
import type { Results, Row } from '../results/schema.ts';
import { ABSENT, number, place, rowName, rowsOf } from './figures.ts';
import { perWrite } from './side-tables.ts';

/** One column: its head, and on which side its cells stand. */
export interface Column {
  readonly head: string;
  readonly align: 'left' | 'right';
}

/** One row of text. */
interface TableRow {
  readonly row: Row;
  readonly cells: readonly string[];
}

/** One scenario's table. */
export interface ScenarioTable {
  readonly id: string;
  readonly title: string;
  readonly rows: readonly TableRow[];
  /** What stands against rows, fatal first: a sentence a flag. */
  readonly notes: readonly { readonly isFatal: boolean; readonly text: string }[];
}

/** The columns of every table. */
export const COLUMNS: readonly Column[] = [
  { head: '#', align: 'right' },
  { head: 'server', align: 'left' },
  { head: 'fan-out', align: 'left' },
  { head: 'conformance', align: 'left' },
  { head: 'CPU-µs/delivery', align: 'right' },
  { head: 'user + sys', align: 'right' },
  { head: '95 %', align: 'right' },
  { head: 'delivered/s', align: 'right' },
  { head: 'deliveries/write', align: 'right' },
  { head: 'p50 ms', align: 'right' },
  { head: 'p99 ms', align: 'right' },
  { head: 'p99.9 ms', align: 'right' },
  { head: 'KB/conn', align: 'right' },
  { head: 'lost/rep/ooo/corrupt', align: 'right' },
];

/** The tables of a comparison, in the order of its scenarios. */
export function tablesOf(results: Results): ScenarioTable[] {
  return results.scenarios.map(({ id, title }) => {
    const rows = rowsOf(results.rows, id);
    return {
      id,
      title,
      rows: rows.map((row) => ({ row, cells: cellsOf(row) })),
      notes: FLAG_CODES.flatMap((code) => noteOf(code, rows)),
    };
  });
}

/** What a comparison ran on and how far it may be trusted, a sentence each. */
export function factsOf(results: Results): string[] {
  const { host, rounds, label, tier, seed } = results;
  const cores =
    host.serverCpus === null
      ? 'not pinned'
      : `server on core ${host.serverCpus}, generator on core ${host.generatorCpus}${host.isRealTime === true ? ' in real time' : ''}`;
  const code =
    host.commit === null
      ? ''
      : ` · commit ${host.commit.slice(0, 10)}${host.isWorkTreeClean === true ? '' : ' with changes'}`;
  return [
    label === 'unranked'
      ? `${tier}: one short round, shows correct and valid only; nothing is ranked.`
      : `${tier}: ${label}, medians of ${rounds} interleaved rounds, a fresh process each. A place such as 2–4 is what noise leaves open.`,
    `${host.cpu}, ${host.cores} cores (${cores}) · ${host.platform} ${host.kernel} · Node ${host.node}${code}`,
    ...noiseFacts(results),
    ...results.leftOut.map(({ server, reason }) => `left out: ${server} ${reason}`),
    `${results.startedAt}, ${Math.round(results.elapsedMs / 1_000)} s, seed ${seed}. Latency counts from the time a message was due.`,
  ];
}

/** What the twin leaves to claim of CPU. */
function noiseFacts({ noise, twin }: Results): string[] {
  const floors = noise
    .filter(({ metric, floor }) => metric === 'cpu' && floor < Number.MAX_VALUE)
    .map(({ scenario, binding, floor }) => `${number(floor)} × in ${scenario}, ${binding}`);
  if (floors.length === 0) return [];
  const by = twin === null ? '' : ` (${twin.server} ${twin.mode} was measured twice)`;
  return [`Noise floor${by}: no ratio of CPU is claimed below ${floors.join('; ')}.`];
}

function cellsOf(row: Row): string[] {
  const { figures, ledger, conformance } = row;
  const passed = { true: 'passed', false: 'FAILED', null: 'not run' }[`${conformance.passed}`];
  const ahead = [place(row), row.server, `${row.mode}${row.isDefaultMode ? ' *' : ''}`];
  const standing = conformance.passed === null ? passed : `${passed} ${conformance.detail}`;
  if (figures === undefined) return [...ahead, standing, ...COLUMNS.slice(4).map(() => ABSENT)];
  const { median, low, high } = figures.cpuMicrosPerDelivery;
  return [
    ...ahead,
    standing,
    number(median),
    `${number(figures.cpuUserMicrosPerDelivery.median)} + ${number(figures.cpuSystemMicrosPerDelivery.median)}`,
    figures.cpuMicrosPerDelivery.values.length > 1 ? `${number(low)}–${number(high)}` : ABSENT,
    number(figures.deliveredPerSecond.median),
    perWrite(row),
    number(figures.p50Ms.median),
    number(figures.p99Ms.median),
    number(figures.p999Ms.median),
    number(figures.kbPerConnection.median),
    [ledger.lost, ledger.repeated, ledger.outOfOrder, ledger.corrupt].join('/'),
  ];
}

/** One flag with the rows that it hurts; the figures behind it where it costs them their rank. */
function noteOf(code: FlagCode, rows: readonly Row[]): ScenarioTable['notes'] {
  const isFatal = isFatalFlag(code);
  const hurt = rows.flatMap((row) => {
    const flag = row.flags.find((one) => one.code === code);
    if (flag === undefined) return [];
    return [isFatal ? `${rowName(row)} (${flag.detail})` : rowName(row)];
  });
  if (hurt.length === 0) return [];
  return [{ isFatal, text: `${isFatal ? 'not ranked: ' : ''}${FLAGS[code].says}: ${hurt.join(', ')}` }];
}
