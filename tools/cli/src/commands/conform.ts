// `hubbub conform`: which servers are meant, then the suite's own command. Here stands only what a tool may know: where
// servers are.
import { join } from 'node:path';
import {
  ATTACH_OPTIONS,
  attachedTarget,
  conform as conformTargets,
  diff,
  type Judged,
  type LeftOut,
  listCases,
  missingRequirements,
  mutantTarget,
  PROBE_OPTIONS,
  probe,
  REPORT_OPTIONS,
  readChoice,
  SELECTION_OPTIONS,
  type Target,
} from '@hubbub/conformance';
import { FANOUT_MODES, HubbubError } from '@hubbub/protocol';
import type { ParsedArgs } from 'citty';
import { defineArguments, defineCommand } from '../command.ts';
import { entrantOf, findEntrants } from '../entrants.ts';
import { type Host, printLine } from '../host.ts';
import { suggestion } from '../nearest.ts';
import { requireInstalled } from '../requirements.ts';
import { targetOfEntrant } from '../target.ts';

const options = defineArguments({
  servers: {
    type: 'positional',
    required: false,
    description: 'servers, paths of an entrant.json, or mutant:<id>; all servers of list without any',
  },
  ...ATTACH_OPTIONS,
  ...SELECTION_OPTIONS,
  ...REPORT_OPTIONS,
  ...PROBE_OPTIONS,
  fanout: {
    type: 'enum',
    valueHint: 'mode',
    options: [...FANOUT_MODES],
    description: 'start it in this mode',
  },
  against: { type: 'string', valueHint: 'server', description: 'for a mutant: the server it breaks' },
  list: { type: 'boolean', description: 'list the cases instead' },
});

/** See the table in hubbub.ts. */
export const conform = defineCommand({
  args: options,
  isVariadic: true,
  optionalValues: ['json', 'html', 'junit', 'tap', 'markdown', 'badge'],
  notes: [
    'hubbub conform                    every server, on what it claims; a page in reports/',
    'hubbub conform net',
    'hubbub conform ws --case ROOM-4,SAY --repeat 10 --shuffle',
    'hubbub conform --ws ws://127.0.0.1:4000/hubbub',
    'hubbub conform mutant:<id>        a server with one fault, which has to be caught',
    'hubbub conform probe net          finds its limits by trying; 1 where it states others',
    'hubbub conform diff <older.json> <newer.json>   what changed; 1 where it is worse',
    '',
    'A file left out or called - is stdout.',
    'Exit status: 0 conformant · 1 not · 3 incomplete',
    '             2 bad input, a fault of the suite, or nothing ran',
  ],
  async run(args, host) {
    const [first, ...words] = args._;
    if (args.list) return list(args.json !== undefined, host);
    if (first === 'diff') return diff(words, host);
    if (first === 'probe') return probe(probedTarget(args, words, host), args, host);
    const choice = readChoice(args);
    const judged = judgedBy(args, host);
    const isEveryServer = args._.length === 0 && judged.targets[0]?.tier !== 'attach';
    const html = choice.reports.html ?? (isEveryServer ? newPage(host) : undefined);
    const json = choice.reports.json ?? (isEveryServer ? html?.replace(/\.html$/, '.json') : undefined);
    const reports = { ...choice.reports, ...(html && { html }), ...(json && { json }) };
    return conformTargets(judged, { ...choice, reports }, host);
  },
});

function newPage({ root }: Host): string {
  const moment = new Date().toISOString().replace(/[:.]/g, '-');
  return join(root, 'reports', `conform-${moment}`, 'matrix.html');
}

function list(asJson: boolean, host: Host): number {
  const cases = listCases();
  if (asJson) printLine(host, JSON.stringify(cases, null, 2));
  else
    for (const { id, profile, title } of cases)
      printLine(host, `${id.padEnd(11)} ${profile.padEnd(8)} ${title}`);
  return 0;
}

function judgedBy(args: ParsedArgs<typeof options>, host: Host): Judged {
  const { _: words } = args;
  const isAttached = [args.tcp, args.ws, args.socketio].some(Boolean);
  if (isAttached && words.length > 0) {
    throw new HubbubError(
      'argument_invalid',
      'give either servers or addresses (--tcp, --ws, --socketio) (see hubbub conform --help)',
    );
  }
  if (isAttached) return { targets: [attached(args)] };
  if (words.length === 0) return everyServer(host);
  return { targets: [...new Set(words)].map((word) => targetOf(word, args, host)) };
}

function attached({ tcp, ws, socketio }: ParsedArgs<typeof options>): Target {
  return attachedTarget({ ...(tcp && { tcp }), ...(ws && { ws }), ...(socketio && { socketio }) });
}

/** The one server that is probed: what follows the word, or the addresses. */
function probedTarget(args: ParsedArgs<typeof options>, words: readonly string[], host: Host): Target {
  const isAttached = [args.tcp, args.ws, args.socketio].some(Boolean);
  const [word, ...more] = words;
  if ((word === undefined) !== isAttached || more.length > 0)
    throw new HubbubError(
      'argument_invalid',
      'probe takes one server, or addresses (--tcp, --ws, --socketio)',
    );
  return word === undefined ? attached(args) : targetOf(word, args, host);
}

/** Every server and variant of `list`; what lacks a requirement is left out, which is never a pass. */
function everyServer(host: Host): Judged {
  const { entrants, faults } = findEntrants(host);
  const leftOut: LeftOut[] = faults.map((reason) => ({ target: 'a declaration', reason }));
  const targets: Target[] = [];
  for (const found of entrants) {
    const [missing] = missingRequirements(found);
    const { id } = found.entrant;
    if (missing === undefined) targets.push(targetOfEntrant(found));
    else leftOut.push({ target: id, reason: `it needs ${missing.what}: ${missing.install}` });
  }
  return { targets, leftOut };
}

/** The server that a word means: `net`, `net:bun` (a variant), a path, or `mutant:<id>`. */
function targetOf(word: string, { against, fanout }: ParsedArgs<typeof options>, host: Host): Target {
  const mutant = /^mutant:(.*)$/.exec(word)?.[1];
  if (mutant !== undefined) return targetOfMutant(mutant, against, host);
  const found = entrantOf(host, word);
  requireInstalled(found);
  return targetOfEntrant(found, fanout);
}

/** A mutant breaks a good server: the one asked for, or the first that has a binding for its fault. */
function targetOfMutant(id: string, against: string | undefined, host: Host): Target {
  const candidates = against === undefined ? findEntrants(host).entrants : [entrantOf(host, against)];
  for (const { folder } of candidates) {
    const target = knownMutant(id, join(folder, 'entrant.json'));
    if (target.bindings.length > 0) return target;
  }
  throw new HubbubError('argument_invalid', `no server has a binding that the mutant "${id}" breaks`);
}

function knownMutant(id: string, path: string): Target {
  try {
    return mutantTarget(id, path);
  } catch (error) {
    const { code, message } = HubbubError.from(error);
    if (code !== 'server_unknown') throw error;
    const known = new Set(listCases().flatMap(({ kills }) => kills));
    throw new HubbubError(code, `${message}${suggestion(id, [...known])}`, { cause: error });
  }
}
