// What a tier runs: which scenario files, how often, how long it may take. Data alone; what fits the time is in plan.ts.
import fanOut from '../../scenarios/fan-out.json' with { type: 'json' };
import fanOutBurst from '../../scenarios/fan-out-burst.json' with { type: 'json' };
import type { Results, Tier } from '../results/schema.ts';
import { parseScenario, type Scenario } from '../scenario.ts';

/** What one tier does. */
export interface TierRules {
  readonly label: Results['label'];
  /** No fewer, however little time there is. */
  readonly minRounds: number;
  /** No more, however much time there is. */
  readonly maxRounds: number;
  /** Minutes that measuring may take where nothing else was said. */
  readonly minutes: number;
  /** The most telling one first: the last ones are left out where time is short. */
  readonly scenarios: readonly Scenario[];
}

const SCENARIOS: readonly Scenario[] = [parseScenario(fanOutBurst), parseScenario(fanOut)];

/** The rules of the tiers. Smoke is a short round that shows correct and valid, and ranks nobody. */
export const TIERS: Readonly<Record<Tier, TierRules>> = {
  smoke: { label: 'unranked', minRounds: 1, maxRounds: 1, minutes: 0.5, scenarios: SCENARIOS },
  quick: { label: 'indicative', minRounds: 3, maxRounds: 3, minutes: 3.5, scenarios: SCENARIOS },
  full: { label: 'full', minRounds: 10, maxRounds: 60, minutes: 8 * 60, scenarios: SCENARIOS },
  capacity: { label: 'indicative', minRounds: 3, maxRounds: 10, minutes: 30, scenarios: SCENARIOS },
};
