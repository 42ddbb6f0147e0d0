// `hubbub compare`: conformance first, then measurement of all servers side by side, then the reports.
import { join, relative } from 'node:path';
import {
  formatTable,
  isAgainstServer,
  isFatalFlag,
  type Results,
  runComparison,
  TIER_NAMES,
  toHtml,
  toMarkdown,
} from '@hubbub/bench';
import { createStatusLine, missingRequirements, type StatusLine, writeReport } from '@hubbub/conformance';
import { HubbubError } from '@hubbub/protocol';
import { defineCommand, readInteger } from '../command.ts';
import { comparisonProgress } from '../comparison-progress.ts';
import { entrantOf, type FoundEntrant, findEntrants } from '../entrants.ts';
import { holdGate } from '../gate/gate.ts';
import { type Host, printLine } from '../host.ts';
import { keepInHistory, printDiff, printHistory } from '../past-comparisons.ts';
import { requireInstalled } from '../requirements.ts';
import { chosenScenarios, describe, listScenarios, SCENARIO_ARGUMENTS } from '../scenarios.ts';

const DEFAULT_SEED = '1';
const MAX_SEED = 2 ** 31 - 1;
const MAX_HOURS = 72;

/** See the table in hubbub.ts. */
export const compare = defineCommand({
  args: {
    servers: { type: 'positional', required: false, description: 'which servers; all where none is named' },
    tier: {
      type: 'enum',
      options: [...TIER_NAMES],
      valueHint: 'name',
      description: 'how long (quick)',
    },
    seed: {
      type: 'string',
      valueHint: 'n',
      description: `the same seed gives the same load (${DEFAULT_SEED})`,
    },
    hours: {
      type: 'string',
      valueHint: 'h',
      description: 'how long measuring may take: rounds and phases are fitted to it',
    },
    ...SCENARIO_ARGUMENTS,
    json: { type: 'string', valueHint: 'file', description: 'where results.json goes' },
    html: { type: 'string', valueHint: 'file', description: 'where the HTML report goes' },
    markdown: { type: 'string', valueHint: 'file', description: 'writes the tables as Markdown, too' },
    'fail-over': {
      type: 'string',
      valueHint: 'n%',
      description: 'diff: exit status 1 where a figure is worse by more than that, and not by noise',
    },
  },
  isVariadic: true,
  repeatable: ['scenario', 'param'],
  notes: [
    'hubbub compare',
    'hubbub compare net ws --tier smoke',
    'hubbub compare --scenario rooms --param rooms=500 --param load.ratePerSecond=2000',
    'hubbub compare --scenario ./my-load.json --describe',
    '',
    'hubbub compare --tier full --hours 0.5',
    'hubbub compare diff <older.json> <newer.json> --fail-over 10%',
    'hubbub compare history            what was measured here before, and how it went on',
    '',
    'smoke tells in a minute whether all is valid; quick ranks, from three rounds; full from ten or more.',
    'Reports go to a folder of their own in reports/ where no file is named.',
    'Exit status: 0 every server conformant, nothing lost or wrong · 1 some server not · 2 bad input',
  ],
  async run(args, host) {
    const { _: names, tier = 'quick', seed: seedText = DEFAULT_SEED, json, html, markdown } = args;
    const [first, ...words] = names;
    if (first === 'diff') return printDiff(words, args['fail-over'], host);
    if (first === 'history') return printHistory(words, host);
    if (args['list-scenarios'] === true) return listScenarios(host);
    const scenarios = chosenScenarios(args, host);
    const seed = readInteger('seed', seedText, { min: 0, max: MAX_SEED });
    const hours = args.hours === undefined ? undefined : readHours(args.hours);
    const status = createStatusLine(host);
    const { entrants, leftOut } = chosen(names, host, status);
    const compared = entrants.map((found) => ({ ...found, modes: found.entrant.fanout }));
    if (args.describe === true) return describe({ entrants: compared, tier, hours, scenarios }, host);
    const signal = host.signal();
    const gate = await holdGate({ entrants, root: host.root, seed, status, signal });
    const results = await runComparison({
      entrants: compared,
      leftOut,
      tier,
      ...(hours === undefined ? {} : { hours }),
      ...(scenarios === undefined ? {} : { scenarios }),
      seed,
      conformance: gate.standings,
      afterwards: gate.afterwards,
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
    if (markdown !== undefined) writeReport(host, markdown, toMarkdown(results));
    keepInHistory(results, host);
    for (const file of Object.values(files)) printLine(host, `wrote ${shortest(file, host)}`);
    return verdict(results, host);
  },
});

function readHours(text: string): number {
  const hours = Number(text);
  if (hours > 0 && hours <= MAX_HOURS) return hours;
  throw new HubbubError('argument_invalid', `--hours must be a number up to ${MAX_HOURS}, not "${text}"`);
}

/** The servers named, or all; one that lacks a requirement is an error where it is named, and left out where not, but in CI. */
function chosen(
  names: readonly string[],
  host: Host,
  status: StatusLine,
): { entrants: FoundEntrant[]; leftOut: Results['leftOut'] } {
  if (names.length > 0) {
    const entrants = [...new Set(names)].map((name) => entrantOf(host, name));
    entrants.forEach(requireInstalled);
    return { entrants, leftOut: [] };
  }
  const { entrants, faults } = findEntrants(host);
  if (host.isCi) entrants.forEach(requireInstalled);
  for (const fault of faults) status.note(`left out: ${fault}`);
  const leftOut = entrants.flatMap((found) => {
    const [missing] = missingRequirements(found);
    if (missing === undefined) return [];
    return [{ server: found.entrant.id, reason: `needs ${missing.what}: ${missing.install}` }];
  });
  for (const { server, reason } of leftOut) status.note(`left out: ${server} ${reason}`);
  const isThere = ({ entrant }: FoundEntrant) => !leftOut.some(({ server }) => server === entrant.id);
  return { entrants: entrants.filter(isThere), leftOut };
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
