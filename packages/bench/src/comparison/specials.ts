// From a sample's readings to those of its figures that not every sample has.
import type { Specials } from '../results/specials.ts';
import type { Scenario } from '../scenario.ts';
import type { SampleReadings } from './sample.ts';

/** Scenarios whose course matters keep it. */
const hasTimeline = ({ fault, load }: Scenario) =>
  fault !== undefined || (load.kind === 'open' && load.surge !== undefined);

/** See {@link Specials}. */
export function specialsOf(readings: SampleReadings, scenario: Scenario): Specials {
  const { report, writes, connect, idle, churn, ladder, sockets, coldStartMs } = readings;
  const { fault, acks, fairness, unsent, sampledEvery } = report;
  return {
    ...(writes === undefined || writes === 0 ? {} : { deliveriesPerWrite: report.delivered / writes }),
    generatorMicrosPerDelivery: (report.busyMs * 1_000) / Math.max(1, report.delivered),
    sockets,
    sampledEvery,
    coldStartMs,
    unsent,
    fairness,
    ...(acks === undefined ? {} : { acks }),
    ...(hasTimeline(scenario) ? { timeline: [...report.timeline] } : {}),
    ...(fault === undefined ? {} : { fault }),
    ...(connect === undefined ? {} : { connect }),
    ...(idle === undefined ? {} : { idle: [...idle] }),
    ...(churn === undefined
      ? {}
      : {
          churn: {
            descriptors: [...churn.descriptors],
            memoryBytes: [...churn.memoryBytes],
            connections: [...churn.connections],
          },
        }),
    ...(ladder === undefined ? {} : { ladder: [...ladder] }),
  };
}
