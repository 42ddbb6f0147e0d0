// Holds every mutant against the suite: which cases catch which faults. It says what was seen; the tests say what must be.
import type { Binding } from '@hubbub/protocol';
import type { CaseResult } from './envelope.ts';
import { ALL_MUTANTS } from './mutants/catalogue.ts';
import type { Mutant } from './mutants/mutant.ts';
import { targetOfMutant } from './mutants/mutant-target.ts';
import { runConformance } from './runner/run.ts';
import type { Target } from './target.ts';
import { type SharedTarget, sharedTarget } from './targets/shared.ts';

/** How the matrix is made. */
export interface KillMatrixOptions {
  /** Good servers; the first that offers a binding is used for it. */
  readonly upstreams: readonly Target[];
  /** All where it is not given. */
  readonly mutants?: readonly Mutant[];
  /** `named`: each mutant against the cases that it names in `kills`. `core`: against every core case. */
  readonly against: 'named' | 'core';
  /** `first`: each case over the first binding that it shares with the mutant; `all` where it is not given. */
  readonly over?: 'first' | 'all';
  /** ms that anything without a stated time may take: a mutant is often silent, so this is what a kill costs. */
  readonly deadlineMs?: number;
  readonly onMutant?: (id: string, done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** What came of one mutant. */
export interface MutantOutcome {
  readonly mutant: Mutant;
  readonly results: readonly CaseResult[];
}

const MUTANTS_AT_ONCE = 6;
const DEADLINE_MS = 1_500;

/** Whether a result says that the case caught the fault. */
export function isKill({ verdict }: CaseResult): boolean {
  return verdict === 'fail' || verdict === 'weak';
}

/** Runs the mutants, several at once, before shared good servers. */
export async function runMutants(options: KillMatrixOptions): Promise<MutantOutcome[]> {
  const { mutants = ALL_MUTANTS, onMutant } = options;
  const upstreams = options.upstreams.map(sharedTarget);
  const outcomes = new Map<Mutant, MutantOutcome>();
  const queue = [...mutants];
  const work = async (): Promise<void> => {
    for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
      outcomes.set(mutant, { mutant, results: await runMutant(mutant, upstreams, options) });
      onMutant?.(mutant.id, outcomes.size, mutants.length);
    }
  };
  try {
    await Promise.all(Array.from({ length: MUTANTS_AT_ONCE }, work));
  } finally {
    await Promise.all(upstreams.map((upstream) => upstream.stopAll()));
  }
  return mutants.flatMap((mutant) => outcomes.get(mutant) ?? []);
}

async function runMutant(
  mutant: Mutant,
  upstreams: readonly SharedTarget[],
  { against, over = 'all', deadlineMs = DEADLINE_MS, signal }: KillMatrixOptions,
): Promise<CaseResult[]> {
  const done = new Set<string>();
  const results: CaseResult[] = [];
  const left = new Set<Binding>(mutant.bindings ?? ['lines', 'websocket', 'socket.io']);
  for (const upstream of upstreams) {
    const bindings = upstream.bindings.filter((binding) => left.delete(binding));
    const caseIds = mutant.kills.filter((id) => !done.has(id));
    if (bindings.length === 0 || caseIds.length === 0) continue;
    const envelope = await runConformance({
      target: targetOfMutant(mutant, upstream),
      bindings,
      deadlineMs,
      seed: 1,
      labelsFlaky: false,
      ...(against === 'named' && { caseIds }),
      ...(signal && { signal }),
    });
    results.push(...envelope.results);
    if (over === 'first') for (const { id } of envelope.results) done.add(id);
  }
  return results;
}
