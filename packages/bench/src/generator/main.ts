// The load generator's process: takes orders over IPC, reports over IPC, ends with its parent.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { describeLatency } from '../latency.ts';
import { Crowd } from './crowd.ts';
import { type Job, type LoadReport, membersFirst, type Order, type Report } from './job.ts';
import { runLoad } from './load.ts';

const LAG_RESOLUTION_MS = 5;
const STALLED_READ_ON_MS = 5_000;

let job: Job | undefined;
let crowd: Crowd | undefined;

function tell(report: Report): void {
  process.send?.(report);
}

async function warmUp(crowd: Crowd, { scenario, seed }: Job): Promise<void> {
  crowd.startPhase();
  // Seeds differ, so that the measured schedule is not the one already seen.
  if (scenario.warmUpMs > 0) await runLoad(crowd, scenario, scenario.warmUpMs, seed + 1);
}

async function measure(crowd: Crowd, { scenario, seed }: Job): Promise<LoadReport> {
  const lag = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
  const cpu = process.cpuUsage();
  crowd.stall();
  const phase = crowd.startPhase();
  lag.enable();
  const isWhole = await runLoad(crowd, scenario, scenario.durationMs, seed);
  lag.disable();
  const used = process.cpuUsage(cpu);
  const cpuMs = (used.user + used.system) / 1_000;
  const elapsedMs = (phase.lastDeliveryMicros - phase.startMicros) / 1_000;
  const slip = describeLatency(phase.slip.toHistogram());
  return {
    ledger: crowd.totals(),
    delivered: phase.delivered,
    sent: phase.sent,
    elapsedMs,
    latency: describeLatency(phase.latency.toHistogram()),
    uncorrected: describeLatency(phase.uncorrected.toHistogram()),
    negativeLatencies: phase.latency.negative,
    generator: {
      slipP50Ms: slip.p50Ms,
      slipP99Ms: slip.p99Ms,
      slipMaxMs: slip.maxMs,
      cpuShare: Math.max(0, cpuMs - phase.spunMicros / 1_000) / Math.max(1, elapsedMs),
      maxLoopLagMs: Math.max(0, lag.max / 1e6 - LAG_RESOLUTION_MS),
    },
    cpuMs,
    parsed: crowd.members.reduce((sum, { ledger }) => sum + ledger.parsed, 0),
    reads: phase.reads,
    closedEarly: crowd.closedEarly,
    errors: crowd.errors,
    isStalled: !isWhole,
  };
}

async function obey(order: Order): Promise<void> {
  if (order.kind === 'connect') {
    job = order.job;
    crowd = new Crowd(job);
    await crowd.join(membersFirst(job.scenario.members));
    tell({ kind: 'joined' });
    return;
  }
  if (job === undefined || crowd === undefined) throw new Error('connect comes first');
  switch (order.kind) {
    case 'connect-rest':
      await crowd.join(job.scenario.members);
      tell({ kind: 'joined' });
      break;
    case 'warm-up':
      await warmUp(crowd, job);
      tell({ kind: 'warmed' });
      break;
    case 'measure':
      tell({ kind: 'measured', report: await measure(crowd, job) });
      break;
    case 'finish':
      tell({ kind: 'finished', stalled: await crowd.finish(job.stalled > 0 ? STALLED_READ_ON_MS : 0) });
      process.disconnect();
      break;
  }
}

process.on('message', (order) => {
  obey(order as Order).catch((error: unknown) => {
    tell({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
  });
});
// Nothing of a load outlives the run that asked for it.
process.on('disconnect', () => process.exit());
