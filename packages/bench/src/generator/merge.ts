// Reports of several generator processes as one: counts are added up, histograms merged, times taken as the earliest or
// the latest, whichever is the honest one.
import type { FaultFacts, TimelinePoint } from '../faults/facts.ts';
import { recoveryMs } from '../faults/recovery.ts';
import { mergeLatencies } from '../latency.ts';
import type { LedgerTotals } from '../results/schema.ts';
import type { ConnectReport, LoadReport, StalledFacts } from './job.ts';
import { STRETCH_MS } from './timeline.ts';

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

/** All of a phase. */
export function mergeReports(reports: readonly LoadReport[]): LoadReport {
  const [first] = reports;
  if (first === undefined) throw new RangeError('no reports');
  if (reports.length === 1) return first;
  const sum = (of: (report: LoadReport) => number) => total(reports.map(of));
  const most = (of: (report: LoadReport) => number) => Math.max(...reports.map(of));
  const timeline = mergeTimelines(reports.map((report) => report.timeline));
  const faults = reports.flatMap(({ fault }) => fault ?? []);
  return {
    ...first,
    ledger: mergeLedgers(reports.map(({ ledger }) => ledger)),
    delivered: sum(({ delivered }) => delivered),
    sent: sum(({ sent }) => sent),
    unsent: sum(({ unsent }) => unsent),
    elapsedMs: most(({ elapsedMs }) => elapsedMs),
    latency: mergeLatencies(reports.map(({ latency }) => latency)),
    uncorrected: mergeLatencies(reports.map(({ uncorrected }) => uncorrected)),
    negativeLatencies: sum(({ negativeLatencies }) => negativeLatencies),
    generator: {
      slipP50Ms: most(({ generator }) => generator.slipP50Ms),
      slipP99Ms: most(({ generator }) => generator.slipP99Ms),
      slipMaxMs: most(({ generator }) => generator.slipMaxMs),
      cpuShare: most(({ generator }) => generator.cpuShare),
      maxLoopLagMs: most(({ generator }) => generator.maxLoopLagMs),
    },
    cpuMs: sum(({ cpuMs }) => cpuMs),
    busyMs: sum(({ busyMs }) => busyMs),
    parsed: sum(({ parsed }) => parsed),
    reads: sum(({ reads }) => reads),
    fairness: {
      medianMs: sum(({ fairness }) => fairness.medianMs) / reports.length,
      worstMs: most(({ fairness }) => fairness.worstMs),
    },
    ...(first.acks === undefined
      ? {}
      : {
          acks: {
            acked: sum(({ acks }) => acks?.acked ?? 0),
            missing: sum(({ acks }) => acks?.missing ?? 0),
            wrong: sum(({ acks }) => acks?.wrong ?? 0),
          },
        }),
    moves: sum(({ moves }) => moves),
    histories: sum(({ histories }) => histories),
    closedEarly: sum(({ closedEarly }) => closedEarly),
    errors: reports.flatMap(({ errors }) => errors),
    isStalled: reports.some(({ isStalled }) => isStalled),
    timeline,
    ...(faults.length === 0 ? {} : { fault: mergeFaults(faults, timeline) }),
  };
}

/** All of a way in. */
export function mergeConnects(reports: readonly ConnectReport[]): ConnectReport {
  return {
    joined: total(reports.map(({ joined }) => joined)),
    failed: total(reports.map(({ failed }) => failed)),
    latency: mergeLatencies(reports.map(({ latency }) => latency)),
  };
}

/** What all stalled clients saw. */
export function mergeStalled(facts: readonly StalledFacts[]): StalledFacts {
  return {
    closed: total(facts.map(({ closed }) => closed)),
    errors: facts.flatMap(({ errors }) => errors),
    reasons: addUp(facts.map(({ reasons }) => reasons)),
  };
}

function mergeLedgers(ledgers: readonly LedgerTotals[]): LedgerTotals {
  return addUp(ledgers as unknown as Record<string, number>[]) as unknown as LedgerTotals;
}

function mergeTimelines(timelines: readonly (readonly TimelinePoint[])[]): TimelinePoint[] {
  const length = Math.max(...timelines.map((timeline) => timeline.length));
  return Array.from({ length }, (_, i) => {
    const points = timelines.map((timeline) => timeline[i] ?? timeline.at(-1));
    return {
      atMs: i * STRETCH_MS,
      delivered: total(timelines.map((timeline) => timeline[i]?.delivered ?? 0)),
      maxMs: Math.max(...timelines.map((timeline) => timeline[i]?.maxMs ?? 0)),
      connected: total(points.map((point) => point?.connected ?? 0)),
    };
  });
}

function mergeFaults(faults: readonly FaultFacts[], timeline: readonly TimelinePoint[]): FaultFacts {
  const [first] = faults as [FaultFacts];
  const told = <T>(of: (fault: FaultFacts) => T | null) => faults.map(of).filter((value) => value !== null);
  const detected = told(({ detectMs }) => detectMs);
  const back = told(({ backMs }) => backMs);
  return {
    kind: first.kind,
    atMs: first.atMs,
    victims: total(faults.map(({ victims }) => victims)),
    detectMs: detected.length === 0 ? null : Math.min(...detected),
    backMs: back.length === 0 ? null : Math.max(...back),
    recoverMs: recoveryMs(timeline, first.atMs, STRETCH_MS),
    healthy: {
      p99BeforeMs: Math.max(...faults.map(({ healthy }) => healthy.p99BeforeMs)),
      p99DuringMs: Math.max(...faults.map(({ healthy }) => healthy.p99DuringMs)),
      maxMs: Math.max(...faults.map(({ healthy }) => healthy.maxMs)),
      closed: total(faults.map(({ healthy }) => healthy.closed)),
    },
    lost: total(faults.map(({ lost }) => lost)),
    unsent: total(faults.map(({ unsent }) => unsent)),
    told: addUp(faults.map((fault) => fault.told)),
    closed: total(faults.map(({ closed }) => closed)),
    errors: addUp(faults.map(({ errors }) => errors)),
  };
}

function addUp(records: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const record of records) {
    for (const [name, value] of Object.entries(record)) sum[name] = (sum[name] ?? 0) + value;
  }
  return sum;
}
