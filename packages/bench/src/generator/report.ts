// What one phase gave, put together when everything was delivered.
import type { monitorEventLoopDelay } from 'node:perf_hooks';
import type { FaultFacts } from '../faults/facts.ts';
import { describeLatency } from '../latency.ts';
import { clientsOf } from '../scenario.ts';
import { acksOf, totalsOf } from './books.ts';
import type { Crowd } from './crowd.ts';
import type { LoadReport } from './job.ts';

/** What was read while the phase ran. */
export interface PhaseReadings {
  readonly cpuMs: number;
  readonly lag: ReturnType<typeof monitorEventLoopDelay>;
  readonly lagResolutionMs: number;
  readonly isStalled: boolean;
  readonly fault: FaultFacts | undefined;
}

/** The report of the crowd's phase. */
export function reportOf(crowd: Crowd, readings: PhaseReadings): LoadReport {
  const { phase } = crowd;
  const { cpuMs, lag, lagResolutionMs, isStalled, fault } = readings;
  const elapsedMs = (phase.lastDeliveryMicros - phase.startMicros) / 1_000;
  const busyMs = Math.max(0, cpuMs - phase.spunMicros / 1_000);
  const slip = describeLatency(phase.slip.toHistogram());
  const acks = acksOf(crowd);
  return {
    ledger: totalsOf(crowd),
    delivered: phase.delivered,
    sent: phase.sent,
    unsent: phase.unsent,
    elapsedMs,
    latency: describeLatency(phase.latency.toHistogram()),
    uncorrected: describeLatency(phase.uncorrected.toHistogram()),
    negativeLatencies: phase.latency.negative,
    generator: {
      slipP50Ms: slip.p50Ms,
      slipP99Ms: slip.p99Ms,
      slipMaxMs: slip.maxMs,
      cpuShare: busyMs / Math.max(1, elapsedMs),
      maxLoopLagMs: Math.max(0, lag.max / 1e6 - lagResolutionMs),
    },
    cpuMs,
    busyMs,
    parsed: crowd.clients.reduce((sum, { ledger }) => sum + ledger.parsed, 0),
    reads: phase.reads,
    sampledEvery: phase.sampledEvery,
    fairness: phase.fairness(),
    ...(acks === undefined ? {} : { acks }),
    moves: phase.moves,
    histories: phase.histories,
    closedEarly: crowd.closedEarly,
    errors: crowd.errors,
    isStalled,
    timeline: phase.timeline.points(Math.ceil(clientsOf(crowd.scenario) / crowd.job.processes)),
    ...(fault === undefined ? {} : { fault }),
  };
}
