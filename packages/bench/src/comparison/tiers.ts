// What a tier runs: which scenario files, how often, for how long. Data alone.
import fanOut from '../../scenarios/fan-out.json' with { type: 'json' };
import fanOutBurst from '../../scenarios/fan-out-burst.json' with { type: 'json' };
import { parseScenario, type Scenario } from '../scenario.ts';
import type { Tier } from './options.ts';

/** What one tier does. */
export interface TierPlan {
  readonly rounds: number;
  readonly label: 'unranked' | 'indicative';
  readonly scenarios: readonly Scenario[];
}

const SCENARIOS: readonly Scenario[] = [parseScenario(fanOut), parseScenario(fanOutBurst)];

/** The plans of the tiers. Smoke is a short round that shows correct and valid, and ranks nobody. */
export const TIERS: Readonly<Record<Tier, TierPlan>> = {
  smoke: {
    rounds: 1,
    label: 'unranked',
    scenarios: SCENARIOS.map((scenario) => ({ ...scenario, warmUpMs: 300, durationMs: 800 })),
  },
  quick: { rounds: 3, label: 'indicative', scenarios: SCENARIOS },
};
