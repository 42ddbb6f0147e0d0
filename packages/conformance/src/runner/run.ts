// Runs the suite against a target: plans, runs groups in parallel, turns outcomes into one envelope.
import { availableParallelism } from 'node:os';
import { type Binding, HubbubError, type Limits, PROTOCOL_VERSION } from '@hubbub/protocol';
import { type ConformanceCase, levelOf } from '../case.ts';
import { ALL_CASES } from '../cases/catalogue.ts';
import type { CaseResult, Envelope } from '../envelope.ts';
import { SUITE_VERSION } from '../suite-version.ts';
import type { RunningServer, Target } from '../target.ts';
import { Admission } from './admission.ts';
import { applyExpectations, staleExpectations } from './expectations.ts';
import { probeJitter, watchLag } from './machine.ts';
import {
  chosenProfiles,
  type Group,
  groupRuns,
  isNamed,
  needsProcess,
  type PlannedRun,
  type ProfileChoice,
  planRuns,
} from './plan.ts';
import { type GroupOutcome, type GroupSetup, runGroup } from './run-group.ts';
import { bearStrayRejections } from './stray-rejections.ts';
import { countVerdicts } from './verdict.ts';

/** What is told while a run goes on. */
export type ProgressEvent =
  | { readonly kind: 'planned'; readonly total: number }
  | { readonly kind: 'result'; readonly result: CaseResult; readonly done: number; readonly total: number };

/** How the suite is run. */
export interface ConformanceOptions {
  readonly target: Target;
  /** `core` where it is not given. */
  readonly profile?: ProfileChoice;
  /** Case ids, clauses (`ROOM-4`) or sections (`ROOM`); they count whatever the profile. */
  readonly caseIds?: readonly string[];
  readonly bindings?: readonly Binding[];
  /** Drawn where it is not given; the same seed gives the same payloads and order. */
  readonly seed?: number;
  readonly shuffle?: boolean;
  /** How often each case is run. */
  readonly repeat?: number;
  /** How the suite is called, for the line that runs one case again; `pnpm hubbub conform` where it is not given. */
  readonly command?: string;
  /** Wire logs of passed cases are kept as well. */
  readonly keepsWires?: boolean;
  /** Cases at once on one server, 16 where it is not given; with 1 there is also one server at a time. */
  readonly casesAtOnce?: number;
  /** `false`: a failed case is not run again to see whether it is flaky. */
  readonly labelsFlaky?: boolean;
  /** ms that anything without a stated time may take. */
  readonly deadlineMs?: number;
  readonly onProgress?: (event: ProgressEvent) => void;
  /** Cuts the run short; what is done is returned. */
  readonly signal?: AbortSignal;
  /** The cases to draw from; all of the suite where it is not given. */
  readonly cases?: readonly ConformanceCase[];
}

const GROUPS_AT_ONCE = 5;
const CASES_AT_ONCE = 16;
const DEADLINE_MS = 3_000;

/**
 * Runs the suite.
 * @throws HubbubError `argument_invalid` where a name in `caseIds` selects no case.
 */
export async function runConformance(options: ConformanceOptions): Promise<Envelope> {
  const {
    target,
    command = 'pnpm hubbub conform',
    cases = ALL_CASES,
    onProgress,
    labelsFlaky = true,
  } = options;
  const seed = options.seed ?? Math.floor(Math.random() * 1e9);
  const { repeat = 1, shuffle = false, profile = 'core' } = options;
  const runs = plannedRuns({ ...options, seed });
  const startedAt = new Date().toISOString();
  const startMs = performance.now();
  const jitterMs = await probeJitter();
  const lag = watchLag();
  const endBearing = bearStrayRejections();
  const signal = options.signal ?? new AbortController().signal;
  const setup: GroupSetup = {
    target,
    seed,
    jitterMs,
    lag,
    admission: new Admission(lag),
    signal,
    deadlineMs: options.deadlineMs ?? Math.round(DEADLINE_MS + 40 * jitterMs),
    concurrency: options.casesAtOnce ?? CASES_AT_ONCE,
    keepsWires: options.keepsWires ?? false,
  };
  onProgress?.({ kind: 'planned', total: runs.length });
  const results = new Map<PlannedRun, CaseResult>();
  const servers: RunningServer[] = [];
  const report = (run: PlannedRun, outcome: GroupOutcome): void => {
    if (outcome.server !== undefined && servers.length === 0) servers.push(outcome.server);
    const again = `${command} ${target.argument} --case ${run.case.id} --binding ${run.binding} --seed ${seed}`;
    const result = resultOf(run, outcome, again);
    results.set(run, result);
    onProgress?.({ kind: 'result', result, done: results.size, total: runs.length });
  };
  const able = runs.filter((run) => {
    const reason = target.tier === 'spawn' ? undefined : unableReason(run.case, target);
    if (reason !== undefined) report(run, { verdict: 'could-not-run', ms: 0, reason });
    return reason === undefined;
  });
  try {
    await runGroups(groupRuns(able), setup, report);
    if (labelsFlaky) await labelFlaky(results, setup);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    lag.stop();
    endBearing();
  }
  const inOrder = runs.flatMap((run) => results.get(run) ?? []);
  const judged = applyExpectations(inOrder, target.expectations);
  return {
    envelope: 1,
    suite: {
      name: 'hubbub-conformance',
      version: SUITE_VERSION,
      protocol: PROTOCOL_VERSION,
      cases: cases.length,
    },
    server: describeServer(target, servers[0]),
    host: {
      platform: process.platform,
      cpus: availableParallelism(),
      runtime: `Node ${process.version}`,
      jitterMs,
    },
    run: {
      profile,
      profiles: chosenProfiles(profile, target),
      seed,
      shuffle,
      repeat,
      startedAt,
      ms: Math.round(performance.now() - startMs),
      aborted: signal.aborted,
      ...(options.caseIds && { only: options.caseIds }),
    },
    results: judged,
    staleExpectations: staleExpectations(target.expectations, {
      caseIds: new Set(cases.map(({ id }) => id)),
      results: judged,
      isFull: isFullRun(options) && !signal.aborted,
      today: startedAt.slice(0, 10),
    }),
    falseClaims: falseClaims(judged, cases),
    counts: countVerdicts(judged),
  };
}

/**
 * What would be run, in its order.
 * @throws HubbubError `argument_invalid` where a name in `caseIds` selects no case.
 */
export function plannedRuns(options: ConformanceOptions & { readonly seed: number }): PlannedRun[] {
  const { target, caseIds, bindings, seed, cases = ALL_CASES } = options;
  const { repeat = 1, shuffle = false, profile = 'core' } = options;
  const unknown = caseIds?.find((name) => !cases.some((test) => isNamed(test, name)));
  if (unknown !== undefined)
    throw new HubbubError('argument_invalid', `no case, clause or section is called "${unknown}"`);
  return planRuns(cases, target, { profile, only: caseIds, bindings, repeat, shuffle, seed });
}

/** Whether all that the server claims was asked for. */
function isFullRun({ profile = 'core', caseIds, bindings }: ConformanceOptions): boolean {
  return (profile === 'all' || profile === 'claimed') && caseIds === undefined && bindings === undefined;
}

/** Groups of their own wait their turn behind the shared ones; a bounded number of processes lives at once. */
async function runGroups(
  groups: readonly Group[],
  setup: GroupSetup,
  report: (run: PlannedRun, outcome: GroupOutcome) => void,
): Promise<void> {
  const queue = [...groups];
  const work = async (): Promise<void> => {
    for (let group = queue.shift(); group !== undefined; group = queue.shift())
      await runGroup(group, setup, report);
  };
  await Promise.all(Array.from({ length: Math.min(setup.concurrency, GROUPS_AT_ONCE, groups.length) }, work));
}

/** Runs what failed once more, one case at a time, only to say whether it always fails. */
async function labelFlaky(results: Map<PlannedRun, CaseResult>, setup: GroupSetup): Promise<void> {
  const failed = [...results].flatMap(([run, { verdict }]) => (verdict === 'fail' ? [run] : []));
  await runGroups(groupRuns(failed), { ...setup, concurrency: 1 }, (run, outcome) => {
    const first = results.get(run);
    if (first !== undefined && outcome.verdict === 'pass') results.set(run, { ...first, flaky: true });
  });
}

function unableReason(test: ConformanceCase, target: Target): string | undefined {
  const needs = needsProcess(test);
  if (target.tier === 'attach') return needs && `${needs}, and the suite did not start this server`;
  return test.needs.signals && `${needs}, and this server has none of its own`;
}

function resultOf(run: PlannedRun, outcome: GroupOutcome, reproduce: string): CaseResult {
  const { id, title, clause, profile } = run.case;
  const level = levelOf(run.case);
  const { server: _, verdict, ...seen } = outcome;
  const told = 'sawClose' in seen ? withoutClose(seen) : seen;
  const isMissedWish = verdict === 'fail' && level !== 'MUST';
  const base = { id, binding: run.binding, title, level, clause, profile, round: run.round };
  const result: CaseResult = { ...base, ...told, verdict: isMissedWish ? 'weak' : verdict };
  if (verdict !== 'fail' && verdict !== 'harness-error') return result;
  return { ...result, reproduce };
}

/** Only the runner needs to know. */
function withoutClose<T extends { sawClose: boolean }>({ sawClose: _, ...told }: T): Omit<T, 'sawClose'> {
  return told;
}

function describeServer(target: Target, server: RunningServer | undefined): Envelope['server'] {
  const ready = server?.ready;
  const limits: Limits | undefined = ready?.limits;
  return {
    target: target.id,
    tier: target.tier,
    features: ready?.features ?? [],
    bindings: target.bindings,
    ...(ready && { name: ready.name, framework: ready.framework, runtime: ready.runtime }),
    ...(limits && { limits }),
  };
}

function falseClaims(results: readonly CaseResult[], cases: readonly ConformanceCase[]): string[] {
  const failed = new Set(
    results.flatMap(({ id, verdict, level }) => (verdict === 'fail' && level === 'MUST' ? [id] : [])),
  );
  return [...new Set(cases.filter(({ id }) => failed.has(id)).flatMap(({ features }) => features))];
}
