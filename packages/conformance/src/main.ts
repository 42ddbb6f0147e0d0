// The authors' command: runs cases against an entrant or a mutant of it and prints what failed. `hubbub conform` is the
// users' one.
import { parseArgs } from 'node:util';
import { BINDINGS, type Binding } from '@hubbub/protocol';
import { isKill, type MutantOutcome, runMutants } from './kill-matrix.ts';
import { ALL_MUTANTS } from './mutants/catalogue.ts';
import type { Mutant } from './mutants/mutant.ts';
import { mutantTarget } from './mutants/mutant-target.ts';
import { formatFailures, formatResult, formatSummary } from './report/console.ts';
import { runConformance } from './runner/run.ts';
import { exitStatusOf } from './runner/verdict.ts';
import { entrantTarget } from './targets/entrant.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    case: { type: 'string', multiple: true },
    binding: { type: 'string' },
    seed: { type: 'string' },
    repeat: { type: 'string', default: '1' },
    shuffle: { type: 'boolean', default: false },
    verbose: { type: 'boolean', short: 'v', default: false },
    json: { type: 'boolean', default: false },
    against: { type: 'string', default: 'named' },
  },
});
const [first, second] = positionals;
if (first === undefined) {
  process.stderr.write(
    'usage: main.ts [mutant:<id>] <entrant.json> [--case ID|CLAUSE|SECTION] [--binding B] [--repeat N --shuffle --seed N] [-v]\n       main.ts matrix <entrant.json>… [--against named|core] [--case MUTANT]\n',
  );
  process.exit(2);
}
if (first === 'matrix') process.exit(await matrix(positionals.slice(1)));
const mutant = /^mutant:(.+)$/.exec(first)?.[1];
const target = mutant === undefined ? entrantTarget(first) : mutantTarget(mutant, second ?? '');
const binding = BINDINGS.find((name) => name === values.binding) as Binding | undefined;
const interrupt = new AbortController();
process.once('SIGINT', () => interrupt.abort(new Error('interrupted')));
const envelope = await runConformance({
  target,
  profile: 'all',
  repeat: Number(values.repeat),
  shuffle: values.shuffle,
  signal: interrupt.signal,
  ...(values.case && { caseIds: values.case }),
  ...(binding && { bindings: [binding] }),
  ...(values.seed && { seed: Number(values.seed) }),
  onProgress(event) {
    if (event.kind === 'result' && values.verbose) process.stderr.write(`${formatResult(event.result)}\n`);
  },
});
process.stdout.write(
  values.json ? `${JSON.stringify(envelope)}\n` : `${formatFailures(envelope)}${formatSummary(envelope)}\n`,
);
process.exit(exitStatusOf(envelope));

/**
 * `matrix <entrant.json>…`: runs every mutant, says which of its named cases missed it. On a busy machine a mutant of a timer
 * may look right once: those that were missed are run again alone, and what misses them twice counts.
 */
async function matrix(entrants: readonly string[]): Promise<number> {
  const run = (mutants: readonly Mutant[]): Promise<MutantOutcome[]> =>
    runMutants({
      upstreams: entrants.map((path) => entrantTarget(path)),
      against: values.against === 'core' ? 'core' : 'named',
      mutants,
      onMutant: (id, done, total) => process.stderr.write(`${done}/${total} ${id}\n`),
    });
  const all = values.case ? ALL_MUTANTS.filter(({ id }) => values.case?.includes(id)) : ALL_MUTANTS;
  const once = (await run(all)).filter((outcome) => missesOf(outcome).length > 0);
  for (const miss of once.flatMap(missesOf)) process.stdout.write(`${miss}, and is run again\n`);
  const missed: string[] = [];
  for (const { mutant } of once) missed.push(...(await run([mutant])).flatMap(missesOf));
  process.stdout.write(
    `${missed.map((miss) => `${miss}\n`).join('')}${missed.length} misses of ${all.length} mutants\n`,
  );
  return missed.length === 0 ? 0 : 1;
}

function missesOf({ mutant: { id, kills }, results }: MutantOutcome): string[] {
  return results
    .filter((result) => kills.includes(result.id) && !isKill(result))
    .map(
      ({ id: caseId, binding, verdict, reason, failure }) =>
        `${id} was missed by ${caseId} over ${binding}: ${verdict} ${reason ?? failure?.seen ?? ''}`,
    );
}
