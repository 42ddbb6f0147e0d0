// Which cases run on which bindings, and which of them may share a server process. It starts nothing.
import { type Binding, PROFILES, type Profile, type ServerConfig } from '@hubbub/protocol';
import type { CaseNeeds, ConformanceCase } from '../case.ts';
import { authConfig, tlsConfig } from '../fixtures/fixture-files.ts';
import { SUITE_LIMITS } from '../suite-limits.ts';
import type { Target } from '../target.ts';
import { seededRandom, shuffled } from './names.ts';

/** One case on one binding, once. */
export interface PlannedRun {
  readonly case: ConformanceCase;
  readonly binding: Binding;
  /** 1 for the first repetition. */
  readonly round: number;
}

/** Runs that share a server process. */
export interface Group {
  readonly config: ServerConfig;
  /** Whether the process is shared with no other group; its runs have it to themselves, one after another. */
  readonly isOwn: boolean;
  /** What else the process is started with. */
  readonly needs: Pick<CaseNeeds, 'store' | 'openFiles'>;
  readonly runs: readonly PlannedRun[];
}

/** A profile, every case, or those of the profiles that the server claims. */
export type ProfileChoice = Profile | 'all' | 'claimed';

/** What is asked for. */
export interface Selection {
  readonly profile: ProfileChoice;
  /** Case ids, clauses (`ROOM-4`) or sections (`ROOM`). */
  readonly only?: readonly string[] | undefined;
  readonly bindings?: readonly Binding[] | undefined;
  readonly repeat: number;
  readonly shuffle: boolean;
  readonly seed: number;
}

/** Whether `name` is the case's id, clause or section. */
export function isNamed(test: ConformanceCase, name: string): boolean {
  return (
    test.id === name || test.clause === name || test.clause.slice(0, test.clause.lastIndexOf('-')) === name
  );
}

/** The profiles that a choice means for a target. */
export function chosenProfiles(choice: ProfileChoice, { profiles = PROFILES }: Target): readonly Profile[] {
  if (choice === 'all') return PROFILES;
  return choice === 'claimed' ? profiles : [choice];
}

/** The cases asked for. Names select whatever the profile. */
function selectCases(
  cases: readonly ConformanceCase[],
  target: Target,
  { profile, only }: Selection,
): ConformanceCase[] {
  if (only !== undefined) return cases.filter((test) => only.some((name) => isNamed(test, name)));
  const profiles = chosenProfiles(profile, target);
  return cases.filter((test) => profiles.includes(test.profile));
}

/** Every case on every binding that it, the server and the selection share. */
export function planRuns(
  cases: readonly ConformanceCase[],
  target: Target,
  selection: Selection,
): PlannedRun[] {
  const { bindings = target.bindings, repeat, shuffle, seed } = selection;
  const once = selectCases(cases, target, selection).flatMap((test) =>
    test.bindings
      .filter((binding) => target.bindings.includes(binding) && bindings.includes(binding))
      .map((binding) => ({ case: test, binding })),
  );
  const runs: PlannedRun[] = [];
  for (let round = 1; round <= repeat; round++) {
    const order = shuffle ? shuffled(once, seededRandom(seed, `order ${round}`)) : once;
    for (const run of order) runs.push({ ...run, round });
  }
  return runs;
}

/** The configuration that a case's server is started with. */
function configOf({ needs }: ConformanceCase): ServerConfig {
  return {
    host: '127.0.0.1',
    port: 0,
    limits: { ...SUITE_LIMITS, ...needs.limits },
    ...(needs.origins && { origins: [...needs.origins] }),
    ...(needs.stats && { adminPort: 0 }),
    ...(needs.auth && { auth: authConfig(needs.auth) }),
    ...(needs.tls && { tls: tlsConfig() }),
  };
}

/** What a case needs that a running server cannot be asked for, in words. */
export function needsProcess({ needs }: ConformanceCase): string | undefined {
  if (needs.signals) return 'it sends signals to the process';
  if (needs.limits) return `it needs the limits ${JSON.stringify(needs.limits)}`;
  if (needs.origins) return 'it needs an origin allow-list';
  if (needs.auth) return 'it needs authentication by a token of the suite';
  if (needs.tls) return 'it needs a certificate of the suite';
  if (needs.store) return 'it needs a store of its own';
  if (needs.openFiles) return 'it limits the file descriptors of the process';
  if (needs.stats) return 'it reads /stats';
  if (needs.exclusive) return 'it needs a process of its own';
  return needs.spawn ? 'it needs a process that the suite starts' : undefined;
}

/**
 * Groups runs by the configuration that they need. Runs that want a process to themselves come last: those that send
 * signals each with a process of their own, the others with equal needs one after another on the same.
 */
export function groupRuns(runs: readonly PlannedRun[]): Group[] {
  const groups = new Map<string, Group & { runs: PlannedRun[] }>();
  for (const [index, run] of runs.entries()) {
    const { store, openFiles, exclusive, signals } = run.case.needs;
    const isOwn = exclusive === true || signals === true;
    // What is left of the run before is seen by the figures, so that a process of one's own has them.
    const config = { ...configOf(run.case), ...(exclusive && { adminPort: 0 }) };
    const needs = { ...(store && { store }), ...(openFiles && { openFiles }) };
    const key = JSON.stringify([config, needs, isOwn, signals === true || (isOwn && store) ? index : 0]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { config, needs, isOwn, runs: [run] });
    else group.runs.push(run);
  }
  const all = [...groups.values()];
  return [...all.filter(({ isOwn }) => !isOwn), ...all.filter(({ isOwn }) => isOwn)];
}
