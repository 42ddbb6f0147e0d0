// How long one sample of a scenario takes, beforehand.
import { clientsOf, type Scenario } from '../scenario.ts';

/** Starting and stopping the processes. */
const PROCESSES_MS = 1_600;
/** What one client takes to join, about. */
const JOIN_MS = 0.5;
const VISIT_MS = 1;

/** The estimate in ms; a ladder may end earlier. */
export function sampleMs(scenario: Scenario): number {
  const { warmUpMs, durationMs, connect, idle, churn, ladder, fault } = scenario;
  const clients = clientsOf(scenario);
  const joinMs = connect === undefined ? clients * JOIN_MS : (clients / connect.ratePerSecond) * 1_000;
  const idleMs = idle === undefined ? 0 : idle.steps.length * idle.holdMs;
  const churnMs = churn === undefined ? 0 : (churn.cycles + 1) * (churn.clients * VISIT_MS + 500);
  const quietMs = fault === undefined ? 0 : scenario.drainMs;
  return PROCESSES_MS + joinMs + idleMs + churnMs + warmUpMs + durationMs * (ladder?.maxSteps ?? 1) + quietMs;
}
