// What a comparison will measure, fitted to the time: all modes under all scenarios where that fits, then shorter phases,
// then fewer rows and fewer scenarios. Arithmetic alone: the same servers and the same time give the same plan.
import type { Entrant } from '@hubbub/protocol';
import type { Results, Tier } from '../results/schema.ts';
import { clientsOf, type Scenario } from '../scenario.ts';
import { sampleMs } from '../scenarios/duration.ts';
import { type Contestant, twinOf } from './contestant.ts';
import type { ComparedEntrant } from './options.ts';
import { TIERS } from './tiers.ts';

/** What will be measured, and how often. */
export interface ComparisonPlan {
  readonly contestants: readonly Contestant[];
  readonly rounds: number;
  readonly scenarios: readonly Scenario[];
  readonly twin: Results['twin'];
  /** How long measuring takes, ms. */
  readonly estimatedMs: number;
}

/** What is planned from. */
export interface PlanInput {
  readonly entrants: readonly ComparedEntrant[];
  readonly tier: Tier;
  readonly hours?: number | undefined;
  readonly scenarios?: readonly Scenario[] | undefined;
}

const MS_PER_MINUTE = 60_000;

/** One way to make a plan smaller. */
interface Size {
  /** Measured ms at the most. */
  readonly durationMs: number;
  /** Whether scenarios after the first leave out all modes but the default one. */
  readonly isDefaultOnly: boolean;
  /** Whether a server on another runtime has its default mode alone. */
  readonly areVariantsDefaultOnly?: true;
  readonly scenarios: number;
}

const ALL = Number.POSITIVE_INFINITY;

const EVERYTHING: Size = { durationMs: ALL, isDefaultOnly: false, scenarios: ALL };

/** From the largest to the smallest. */
function sizesFor(scenarios: number): Size[] {
  const fewer = Array.from({ length: Math.max(0, scenarios - 2) }, (_, i) => scenarios - 1 - i);
  return [
    EVERYTHING,
    { durationMs: 1_000, isDefaultOnly: false, scenarios: ALL },
    { durationMs: ALL, isDefaultOnly: true, scenarios: ALL },
    { durationMs: 1_000, isDefaultOnly: true, scenarios: ALL },
    ...fewer.map((count) => ({ durationMs: 1_000, isDefaultOnly: true, scenarios: count })),
    { durationMs: 600, isDefaultOnly: true, scenarios: 2 },
    { durationMs: 1_000, isDefaultOnly: true, scenarios: 1 },
    { durationMs: 600, isDefaultOnly: true, scenarios: 1 },
    { durationMs: 400, isDefaultOnly: true, areVariantsDefaultOnly: true, scenarios: 1 },
  ];
}

/** The largest plan that fits; the smallest one where none does. */
export function planComparison(input: PlanInput): ComparisonPlan {
  const rules = TIERS[input.tier];
  const budgetMs = (input.hours === undefined ? rules.minutes : input.hours * 60) * MS_PER_MINUTE;
  const scenarios = input.scenarios ?? rules.scenarios;
  // What a user asked for by name is run as it stands.
  const sizes = input.scenarios === undefined ? sizesFor(scenarios.length) : [EVERYTHING];
  const plans = sizes.map((size) => sized(input, scenarios, size));
  const fits = (plan: ComparisonPlan) => plan.estimatedMs * rules.minRounds <= budgetMs;
  const plan = plans.find(fits) ?? plans.at(-1);
  if (plan === undefined) throw new Error('no sizes');
  const affordable = Math.floor(budgetMs / Math.max(1, plan.estimatedMs));
  const rounds = Math.min(rules.maxRounds, Math.max(rules.minRounds, affordable));
  return { ...plan, rounds, estimatedMs: plan.estimatedMs * rounds };
}

/** One round of a plan. */
function sized({ entrants, tier }: PlanInput, scenarios: readonly Scenario[], size: Size): ComparisonPlan {
  const kept = scenarios.slice(0, size.scenarios).map((scenario) => shortened(scenario, size.durationMs));
  const rows = kept.flatMap((scenario, index) =>
    entrants
      .filter((one) => holds(one, scenario))
      .flatMap(({ entrant, folder, modes }) =>
        (isDefaultAlone(size, entrant, index) ? modes.slice(0, 1) : modes).map(
          (mode): Contestant => ({ entrant, folder, mode, scenario }),
        ),
      ),
  );
  const twin = tier === 'smoke' ? undefined : twinOf(entrants.map(({ entrant }) => entrant));
  const twins = rows.flatMap((row) =>
    row.entrant === twin && row.mode === row.entrant.fanout[0] ? [{ ...row, isTwin: true }] : [],
  );
  const contestants = [...rows, ...twins];
  const [mode] = twin?.fanout ?? [];
  return {
    contestants,
    rounds: 1,
    scenarios: kept,
    twin: twin === undefined || mode === undefined ? null : { server: twin.id, mode },
    estimatedMs: contestants.reduce((sum, { scenario }) => sum + sampleMs(scenario), 0),
  };
}

function isDefaultAlone(size: Size, { id }: Entrant, scenario: number): boolean {
  return (size.isDefaultOnly && scenario > 0) || (size.areVariantsDefaultOnly === true && id.includes(':'));
}

/** Whether it can have so many clients. */
export function holds({ entrant }: ComparedEntrant, scenario: Scenario): boolean {
  return clientsOf(scenario) <= (entrant.maxClients ?? ALL);
}

/** A fault has its time in the phase, and a ladder its steps: those are left as they are. */
function shortened(scenario: Scenario, durationMs: number): Scenario {
  const isFixed = scenario.fault !== undefined || scenario.ladder !== undefined;
  if (isFixed || scenario.durationMs <= durationMs) return scenario;
  return {
    ...scenario,
    durationMs,
    warmUpMs: Math.min(scenario.warmUpMs, Math.ceil(durationMs / 2)),
  };
}
