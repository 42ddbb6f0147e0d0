// The same load at growing rates, one server process all the while, until a step does not hold: the highest rate that is
// served within a bound of latency and without a loss.
import type { Crew } from '../generator/crew.ts';
import type { LoadReport } from '../generator/job.ts';
import type { Scenario } from '../scenario.ts';

/** One step. */
export interface LadderStep {
  /** Messages a second. */
  readonly ratePerSecond: number;
  readonly deliveredPerSecond: number;
  readonly p99Ms: number;
  /** Whether p99 was within its bound and nothing was lost, repeated, out of order or changed. */
  readonly isHeld: boolean;
  /** Whether the generator was the limit: the step then says nothing of the server. */
  readonly isGeneratorLimit: boolean;
}

const GENERATOR_CPU_MAX = 0.9;
const SLIP_MAX_SHARE = 0.2;

/** Climbs. The report is that of the highest step that held, or of the first. */
export async function climb(
  scenario: Scenario,
  { factor, maxSteps, p99Ms }: NonNullable<Scenario['ladder']>,
  crew: Crew,
  seed: number,
): Promise<{ report: LoadReport; ladder: readonly LadderStep[] }> {
  const ladder: LadderStep[] = [];
  let best: LoadReport | undefined;
  let ratePerSecond = scenario.load.kind === 'open' ? scenario.load.ratePerSecond : 0;
  let faultsBefore = 0;
  for (let step = 0; step < maxSteps; step++, ratePerSecond *= factor) {
    const { durationMs } = scenario;
    const report = await crew.run({ name: 'measured', durationMs, seed: seed + step, ratePerSecond });
    const { lost, repeated, outOfOrder, corrupt, strays } = report.ledger;
    // Ledgers add up over the phases: a step answers for what is new.
    const faults = lost + repeated + outOfOrder + corrupt + strays;
    const { generator, latency } = report;
    const isHeld =
      latency.p99Ms <= p99Ms && faults === faultsBefore && report.closedEarly === 0 && !report.isStalled;
    const isGeneratorLimit =
      generator.cpuShare > GENERATOR_CPU_MAX || generator.slipP99Ms > p99Ms * SLIP_MAX_SHARE;
    const deliveredPerSecond = (report.delivered / Math.max(report.elapsedMs, durationMs)) * 1_000;
    ladder.push({ ratePerSecond, deliveredPerSecond, p99Ms: latency.p99Ms, isHeld, isGeneratorLimit });
    faultsBefore = faults;
    best = isHeld || best === undefined ? report : best;
    if (!isHeld || isGeneratorLimit) break;
  }
  return { report: best as LoadReport, ladder };
}
