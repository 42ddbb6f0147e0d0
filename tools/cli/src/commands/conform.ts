// `hubbub conform`: holds a server, a mutant of one or a running address against the conformance suite.
import { join } from 'node:path';
import {
  attachedTarget,
  type CaseResult,
  entrantTarget,
  exitStatusOf,
  formatFailures,
  formatResult,
  formatSummary,
  listCases,
  mutantTarget,
  PROFILES,
  runConformance,
  type Target,
  toJUnit,
} from '@hubbub/conformance';
import { BINDINGS, FANOUT_MODES, HubbubError } from '@hubbub/protocol';
import type { ParsedArgs } from 'citty';
import { defineArguments, defineCommand, readInteger } from '../command.ts';
import { entrantOf, findEntrants } from '../entrants.ts';
import { type Host, printLine } from '../host.ts';
import { suggestion } from '../nearest.ts';
import { requireInstalled } from '../requirements.ts';
import { createStatusLine } from '../status-line.ts';
import { writeReport } from '../write-report.ts';

const MAX_SEED = 2 ** 31 - 1;

const options = defineArguments({
  target: {
    type: 'positional',
    required: false,
    description: 'a server, the path of an entrant.json, or mutant:<id>',
  },
  tcp: { type: 'string', valueHint: 'host:port', description: 'attach to a running server: lines' },
  ws: { type: 'string', valueHint: 'url', description: 'attach to a running server: websocket' },
  socketio: { type: 'string', valueHint: 'url', description: 'attach to a running server: Socket.IO' },
  profile: { type: 'enum', valueHint: 'name', options: [...PROFILES, 'all'], description: 'which cases' },
  case: { type: 'string', valueHint: 'ids', description: 'only these cases, clauses or sections' },
  binding: { type: 'enum', valueHint: 'name', options: [...BINDINGS], description: 'only this binding' },
  fanout: {
    type: 'enum',
    valueHint: 'mode',
    options: [...FANOUT_MODES],
    description: 'start it in this mode',
  },
  seed: { type: 'string', valueHint: 'n', description: 'the same seed gives the same run' },
  shuffle: { type: 'boolean', description: 'run the cases in an order drawn from the seed' },
  repeat: { type: 'string', valueHint: 'n', description: 'run every case so often' },
  json: { type: 'string', valueHint: 'file', description: 'write the whole result as JSON' },
  junit: { type: 'string', valueHint: 'file', description: 'write the result as JUnit XML' },
  against: { type: 'string', valueHint: 'server', description: 'for a mutant: the server it breaks' },
  list: { type: 'boolean', description: 'list the cases instead' },
});

/** See the table in hubbub.ts. */
export const conform = defineCommand({
  args: options,
  optionalValues: ['json', 'junit'],
  notes: [
    'hubbub conform net',
    'hubbub conform ws --case ROOM-4,SAY --repeat 10 --shuffle',
    'hubbub conform --ws ws://127.0.0.1:4000/hubbub',
    'hubbub conform mutant:<id>        a server with one fault, which has to be caught',
    '',
    'A file left out or called - is stdout.',
    'Exit status: 0 conformant · 1 not · 3 incomplete',
    '             2 bad input, a fault of the suite, or nothing ran',
  ],
  async run(args, host) {
    if (args.list) return list(args.json !== undefined, host);
    const seed =
      args.seed === undefined ? undefined : readInteger('seed', args.seed, { min: 0, max: MAX_SEED });
    const repeat = readInteger('repeat', args.repeat ?? '1', { min: 1, max: 1000 });
    const target = targetOf(args, host);
    const status = createStatusLine(host);
    let failed = 0;
    const envelope = await runConformance({
      target,
      profile: args.profile ?? 'core',
      repeat,
      shuffle: args.shuffle ?? false,
      signal: host.signal(),
      ...(seed !== undefined && { seed }),
      ...(args.case !== undefined && { caseIds: args.case.split(',') }),
      ...(args.binding !== undefined && { bindings: [args.binding] }),
      onProgress(event) {
        if (event.kind === 'planned') return;
        if (isMiss(event.result)) {
          failed++;
          status.note(formatResult(event.result));
        }
        status.show(`${target.id}  ${event.done}/${event.total} cases, ${failed} failed`);
      },
    });
    status.clear();
    const isPiped = [args.json, args.junit].includes('-');
    const say = (text: string): unknown => (isPiped ? host.errorOutput : host.output).write(`${text}\n`);
    const failures = formatFailures(envelope);
    if (failures !== '') say(failures);
    say(formatSummary(envelope));
    if (args.json !== undefined) writeReport(host, args.json, `${JSON.stringify(envelope)}\n`);
    if (args.junit !== undefined) writeReport(host, args.junit, toJUnit(envelope));
    return exitStatusOf(envelope);
  },
});

function isMiss({ verdict }: CaseResult): boolean {
  return verdict === 'fail' || verdict === 'unexpected-pass' || verdict === 'harness-error';
}

function list(asJson: boolean, host: Host): number {
  const cases = listCases();
  if (asJson) printLine(host, JSON.stringify(cases, null, 2));
  else
    for (const { id, profile, title } of cases)
      printLine(host, `${id.padEnd(11)} ${profile.padEnd(8)} ${title}`);
  return 0;
}

function targetOf(
  { target, tcp, ws, socketio, against, fanout }: ParsedArgs<typeof options>,
  host: Host,
): Target {
  const addresses = { ...(tcp && { tcp }), ...(ws && { ws }), ...(socketio && { socketio }) };
  const isAttached = Object.keys(addresses).length > 0;
  if (isAttached === (target !== undefined)) {
    throw new HubbubError(
      'argument_invalid',
      'give either a server or addresses (--tcp, --ws, --socketio) (see hubbub conform --help)',
    );
  }
  if (target === undefined) return attachedTarget(addresses);
  const mutant = /^mutant:(.*)$/.exec(target)?.[1];
  if (mutant !== undefined) return targetOfMutant(mutant, against, host);
  const found = entrantOf(host, target);
  requireInstalled(found);
  return entrantTarget(join(found.folder, 'entrant.json'), fanout === undefined ? {} : { fanout });
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
