// The public surface of the evaluation; names only, no logic.

export { describeComparison } from './comparison/describe.ts';
export type {
  ComparedEntrant,
  ComparisonOptions,
  ComparisonProgress,
  ConformanceStanding,
} from './comparison/options.ts';
export { runComparison } from './comparison/run-comparison.ts';
export { diffResults, type FigureChange, type ResultsDiff, worseThan } from './diff/diff-results.ts';
export { formatResultsDiff } from './diff/format-diff.ts';
export { formatHistory } from './history/format-history.ts';
export { type HistoryLine, historyLine, parseHistory, type Trend, trendsOf } from './history/history.ts';
export { formatPlan } from './plan/format-plan.ts';
export { type Need, type PlannedServer, planFor } from './plan/plan-for.ts';
export { toHtml } from './report/html.ts';
export { toMarkdown } from './report/markdown.ts';
export { formatTable } from './report/table.ts';
export { parseResults } from './results/check.ts';
export { FLAG_CODES, FLAGS, type FlagCode, isAgainstServer, isFatalFlag } from './results/flags.ts';
export {
  type Figures,
  type Flag,
  type GeneratorFacts,
  type Latency,
  type LedgerTotals,
  type Measured,
  RESULTS_SCHEMA_ID,
  type Results,
  ResultsSchema,
  type Row,
  type Sample,
  type Spread,
  TIER_NAMES,
  type Tier,
} from './results/schema.ts';
export { type Scenario, ScenarioSchema } from './scenario.ts';
export { findScenario, scenarioIds } from './scenarios/find.ts';
