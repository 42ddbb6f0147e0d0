// What a tier runs: which scenario files, how often, how long it may take. Data alone; what fits the time is in plan.ts.
import churn from '../../scenarios/churn.json' with { type: 'json' };
import connectStorm from '../../scenarios/connect-storm.json' with { type: 'json' };
import direct from '../../scenarios/direct.json' with { type: 'json' };
import echo from '../../scenarios/echo.json' with { type: 'json' };
import fanOut from '../../scenarios/fan-out.json' with { type: 'json' };
import fanOutBurst from '../../scenarios/fan-out-burst.json' with { type: 'json' };
import fanOutLarge from '../../scenarios/fan-out-large.json' with { type: 'json' };
import idle from '../../scenarios/idle.json' with { type: 'json' };
import ladder from '../../scenarios/ladder.json' with { type: 'json' };
import mixedDay from '../../scenarios/mixed-day.json' with { type: 'json' };
import pause from '../../scenarios/pause.json' with { type: 'json' };
import rooms from '../../scenarios/rooms.json' with { type: 'json' };
import slowReaders from '../../scenarios/slow-readers-10.json' with { type: 'json' };
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

const SHORT = [fanOutBurst, fanOut].map(parseScenario);
const FULL = [
  ...[fanOutBurst, fanOut, rooms, ladder, idle, echo, mixedDay, slowReaders],
  ...[fanOutLarge, connectStorm, direct, churn, pause],
].map(parseScenario);
const CAPACITY = [fanOutLarge, idle, ladder, connectStorm].map(parseScenario);

/** The rules of the tiers. Smoke is a short round that shows correct and valid, and ranks nobody. */
export const TIERS: Readonly<Record<Tier, TierRules>> = {
  smoke: { label: 'unranked', minRounds: 1, maxRounds: 1, minutes: 0.5, scenarios: SHORT },
  quick: { label: 'indicative', minRounds: 3, maxRounds: 3, minutes: 4.25, scenarios: SHORT },
  full: { label: 'full', minRounds: 10, maxRounds: 60, minutes: 8 * 60, scenarios: FULL },
  capacity: { label: 'indicative', minRounds: 3, maxRounds: 10, minutes: 30, scenarios: CAPACITY },
};
