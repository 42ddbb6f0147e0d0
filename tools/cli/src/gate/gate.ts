// The gate before a comparison: no server is ranked that has not passed profile core with exactly the code that is measured.
// Passes are kept by content hash; once all is measured, the hash is taken anew and a few core cases run again.
import type { ConformanceStanding, Flag } from '@hubbub/bench';
import {
  type Envelope,
  formatResult,
  listCases,
  runAll,
  type StatusLine,
  type Target,
} from '@hubbub/conformance';
import type { FoundEntrant } from '../entrants.ts';
import { targetOfEntrant } from '../target.ts';
import { contentHash } from './content-hash.ts';
import { PassCache } from './pass-cache.ts';

/** The surroundings of a gate. */
export interface GateOptions {
  readonly entrants: readonly FoundEntrant[];
  /** The repository's root. */
  readonly root: string;
  readonly seed: number;
  readonly status: StatusLine;
  readonly signal: AbortSignal;
}

/** What the gate says before and after measuring, by entrant id. */
export interface Gate {
  readonly standings: ReadonlyMap<string, ConformanceStanding>;
  /** Looks once more: a server that changed meanwhile, or no longer passes, gets a fatal flag. */
  afterwards(): Promise<ReadonlyMap<string, Flag>>;
}

const MISSED_SHOWN = 5;
/** One case of each of these sections is asked once more after the run. */
const ASKED_AGAIN: readonly string[] = ['FRAME', 'HELLO', 'NICK', 'ROOM', 'SAY', 'WHO'];

/** Holds every server against profile core, but those whose pass is kept: two at a time, what failed once more alone. */
export async function holdGate(options: GateOptions): Promise<Gate> {
  const { entrants, root, status, signal } = options;
  const cache = new PassCache(root);
  const hashes = new Map(entrants.map((found) => [found.entrant.id, hashOf(found, root)]));
  const standings = new Map<string, ConformanceStanding>();
  const uncached = entrants.filter(({ entrant: { id } }) => {
    const hash = hashes.get(id) ?? '';
    const kept = cache.get(hash);
    if (kept !== undefined) standings.set(id, { passed: true, detail: kept.detail, contentHash: hash });
    return kept === undefined;
  });
  if (standings.size > 0) status.note(`conformant as they are: ${[...standings.keys()].join(', ')}`);
  const envelopes = await heldToCore(uncached, options);
  signal.throwIfAborted();
  uncached.forEach(({ entrant: { id } }, index) => {
    const standing = { ...standingOf(envelopes[index], id, status), contentHash: hashes.get(id) ?? '' };
    standings.set(id, standing);
    if (standing.passed) cache.put(standing.contentHash, { detail: standing.detail });
  });
  return { standings, afterwards: () => lookAgain(standings, options) };
}

async function heldToCore(
  entrants: readonly FoundEntrant[],
  { seed, status, signal }: GateOptions,
): Promise<readonly Envelope[]> {
  const done = new Map<Target, number>();
  const totals = new Map<Target, number>();
  const sum = (counts: ReadonlyMap<Target, number>) => [...counts.values()].reduce((a, b) => a + b, 0);
  let servers = 0;
  return runAll({
    targets: entrants.map((found) => targetOfEntrant(found)),
    profile: 'core',
    seed,
    signal,
    onProgress(target, event) {
      totals.set(target, event.kind === 'planned' ? event.total : (totals.get(target) ?? 0));
      if (event.kind === 'result') done.set(target, event.done);
      status.show(
        `conformance: ${servers} of ${entrants.length} servers, ${sum(done)} of ${sum(totals)} cases so far`,
      );
    },
    onServer() {
      servers++;
      if (!status.isMoving) status.note(`conformance: ${servers} of ${entrants.length} servers`);
    },
  });
}

function hashOf({ entrant, folder }: FoundEntrant, root: string): string {
  return contentHash(folder, root, [entrant.id, ...entrant.command]);
}

/** What failed beside others and passed alone has passed: the machine was busy. */
function isMissed({ verdict, flaky }: Envelope['results'][number]): boolean {
  return verdict === 'harness-error' || verdict === 'unexpected-pass' || (verdict === 'fail' && !flaky);
}

function standingOf(envelope: Envelope | undefined, id: string, status: StatusLine): ConformanceStanding {
  const results = envelope?.results ?? [];
  const missed = results.filter(isMissed);
  const passed = missed.length === 0 && results.some(({ verdict }) => verdict === 'pass');
  const asked = results.filter(({ verdict }) => verdict !== 'n/a');
  const detail = `core ${asked.length - missed.length}/${asked.length}`;
  status.note(`${passed ? 'conformant' : 'NOT conformant'}: ${id} (${detail})`);
  if (!passed) {
    for (const result of missed.slice(0, MISSED_SHOWN)) status.note(`  ${formatResult(result)}`);
    status.note(`  hubbub conform ${id} tells more`);
  }
  return { passed, detail };
}

async function lookAgain(
  standings: ReadonlyMap<string, ConformanceStanding>,
  { entrants, root, seed, status, signal }: GateOptions,
): Promise<ReadonlyMap<string, Flag>> {
  const flags = new Map<string, Flag>();
  const proved = entrants.filter(({ entrant }) => standings.get(entrant.id)?.passed === true);
  const unchanged = proved.filter((found) => {
    const { id } = found.entrant;
    const isSame = hashOf(found, root) === standings.get(id)?.contentHash;
    if (!isSame) flags.set(id, { code: 'changed_meanwhile', detail: 'its files are not those that passed' });
    return isSame;
  });
  status.show('a few cases once more');
  const envelopes = await runAll({
    targets: unchanged.map((found) => targetOfEntrant(found)),
    caseIds: askedAgain(),
    seed,
    signal,
  });
  signal.throwIfAborted();
  unchanged.forEach(({ entrant: { id } }, index) => {
    const missed = envelopes[index]?.results.filter(isMissed) ?? [];
    const [first] = missed;
    if (first !== undefined) flags.set(id, { code: 'failed_afterwards', detail: formatResult(first) });
  });
  return flags;
}

/** The first core case of each section that goes for every binding. */
function askedAgain(): string[] {
  const cases = listCases().filter(
    ({ profile, level, bindings }) => profile === 'core' && level === 'MUST' && bindings.length > 2,
  );
  return ASKED_AGAIN.flatMap((section) => {
    const first = cases.find(({ clause }) => clause.startsWith(`${section}-`));
    return first === undefined ? [] : [first.id];
  });
}
