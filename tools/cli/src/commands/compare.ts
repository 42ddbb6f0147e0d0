// `hubbub compare`: conformance first, then measurement of all servers side by side, then the reports.
import { join, relative } from 'node:path';
import {
  type ConformanceStanding,
  formatTable,
  isAgainstServer,
  isFatalFlag,
  type Results,
  runComparison,
  toHtml,
} from '@hubbub/bench';
import {
  createStatusLine,
  exitStatusOf,
  formatResult,
  missingRequirements,
  runConformance,
  type StatusLine,
  writeReport,
} from '@hubbub/conformance';
import { defineCommand, readInteger } from '../command.ts';
import { comparisonProgress } from '../comparison-progress.ts';
import { entrantOf, type FoundEntrant, findEntrants } from '../entrants.ts';
import { type Host, printLine } from '../host.ts';
import { requireInstalled } from '../requirements.ts';
import { chosenScenarios, describe, listScenarios, SCENARIO_ARGUMENTS } from '../scenarios.ts';
import { targetOfEntrant } from '../target.ts';

const MISSED_SHOWN = 5;
const DEFAULT_SEED = '1';
const MAX_SEED = 2 ** 31 - 1;

/** See the table in hubbub.ts. */
export const compare = defineCommand({
  args: {
    servers: { type: 'positional', required: false, description: 'which servers; all where none is named' },
    tier: {
      type: 'enum',
      options: ['smoke', 'quick'],
      valueHint: 'name',
      description: 'how long (quick)',
    },
    seed: {
      type: 'string',
      valueHint: 'n',
      description: `the same seed gives the same load (${DEFAULT_SEED})`,
    },
    ...SCENARIO_ARGUMENTS,
    json: { type: 'string', valueHint: 'file', description: 'where results.json goes' },
    html: { type: 'string', valueHint: 'file', description: 'where the HTML report goes' },
  },
  isVariadic: true,
  repeatable: ['scenario', 'param'],
  notes: [
    'hubbub compare',
    'hubbub compare net ws --tier smoke',
    'hubbub compare --scenario rooms --param rooms=500 --param load.ratePerSecond=2000',
    'hubbub compare --scenario ./my-load.json --describe',
    '',
    'smoke tells in a minute whether all is valid; quick ranks, from three rounds.',
    'Reports go to a folder of their own in reports/ where no file is named.',
    'Exit status: 0 every server conformant, nothing lost or wrong · 1 some server not · 2 bad input',
  ],
  async run(args, host) {
    const { _: names, tier = 'quick', seed: seedText = DEFAULT_SEED, json, html } = args;
    if (args['list-scenarios'] === true) return listScenarios(host);
    const scenarios = chosenScenarios(args, host);
    const seed = readInteger('seed', seedText, { min: 0, max: MAX_SEED });
    const status = createStatusLine(host);
    const entrants = chosen(names, host, status);
    const compared = entrants.map((found) => ({ ...found, modes: found.entrant.fanout }));
    if (args.describe === true) return describe({ entrants: compared, tier, scenarios }, host);
    const signal = host.signal();
    const conformance = new Map<string, ConformanceStanding>();
    for (const found of entrants) {
      conformance.set(found.entrant.id, await standingOf(found, seed, status, signal));
    }
    const results = await runComparison({
      entrants: compared,
      tier,
      ...(scenarios === undefined ? {} : { scenarios }),
      seed,
      conformance,
      signal,
      onProgress: comparisonProgress(status),
    });
    status.clear();
    const { columns } = host.output as { columns?: number };
    host.output.write(formatTable(results, columns));
    const folder = join(host.root, 'reports', `compare-${results.startedAt.replace(/[:.]/g, '-')}`);
    const files = { json: json ?? join(folder, 'results.json'), html: html ?? join(folder, 'report.html') };
    writeReport(host, files.json, `${JSON.stringify(results, null, 1)}\n`);
    writeReport(host, files.html, toHtml(results));
    for (const file of Object.values(files)) printLine(host, `wrote ${shortest(file, host)}`);
    return verdict(results, host);
  },
});

/** The servers named, or all; one that lacks a requirement is an error where it is named, and left out where not, but in CI. */
function chosen(names: readonly string[], host: Host, status: StatusLine): FoundEntrant[] {
  if (names.length > 0) {
    const entrants = [...new Set(names)].map((name) => entrantOf(host, name));
    entrants.forEach(requireInstalled);
    return entrants;
  }
  const { entrants, faults } = findEntrants(host);
  if (host.isCi) entrants.forEach(requireInstalled);
  for (const fault of faults) status.note(`left out: ${fault}`);
  return entrants.filter((found) => {
    const [missing] = missingRequirements(found);
    if (missing !== undefined) {
      status.note(`left out: ${found.entrant.id} needs ${missing.what}: ${missing.install}`);
    }
    return missing === undefined;
  });
}

async function standingOf(
  found: FoundEntrant,
  seed: number,
  status: StatusLine,
  signal: AbortSignal,
): Promise<ConformanceStanding> {
  const { entrant } = found;
  const envelope = await runConformance({
    target: targetOfEntrant(found),
    profile: 'core',
    seed,
    signal,
    onProgress: (event) => {
      if (event.kind === 'result')
        status.show(`conformance of ${entrant.id}: ${event.done}/${event.total} cases`);
    },
  });
  signal.throwIfAborted();
  const passed = exitStatusOf(envelope) === 0;
  const detail = `core ${envelope.counts.pass}/${envelope.results.length}`;
  status.note(`${passed ? 'conformant' : 'NOT conformant'}: ${entrant.id} (${detail})`);
  if (!passed) {
    const missed = envelope.results.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'n/a');
    for (const result of missed.slice(0, MISSED_SHOWN)) status.note(`  ${formatResult(result)}`);
    status.note(`  hubbub conform ${entrant.id} tells more`);
  }
  return { passed, detail };
}

function verdict({ rows }: Results, host: Host): number {
  const isBad = ({ flags, conformance }: Results['rows'][number]) =>
    conformance.passed !== true || flags.some(({ code }) => isAgainstServer(code));
  const isUnranked = ({ flags }: Results['rows'][number]) => flags.some(({ code }) => isFatalFlag(code));
  const say = (count: number, what: string) =>
    host.errorOutput.write(`hubbub: ${count} of ${rows.length} rows are ${what}; ✗ above says why\n`);
  const bad = rows.filter(isBad).length;
  const unranked = rows.filter((row) => isUnranked(row) && !isBad(row)).length;
  if (unranked > 0) say(unranked, 'not ranked, for the sake of the measurement alone');
  if (bad > 0) say(bad, 'not valid or not conformant');
  return bad > 0 ? 1 : 0;
}

function shortest(path: string, { cwd }: Host): string {
  const short = relative(cwd, path);
  return short.startsWith('..') ? path : short;
}
