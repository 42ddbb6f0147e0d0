// The load generator's process: takes orders over IPC, reports over IPC, ends with its parent.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isWhole } from './books.ts';
import { churn } from './churn.ts';
import { nowMicros, setEpoch } from './clock.ts';
import { Crowd } from './crowd.ts';
import { type RunningFault, startFault } from './faults/start-fault.ts';
import { finish } from './finish.ts';
import type { Order, PhaseOrder, Report } from './job.ts';
import { join, joinOnSchedule } from './join.ts';
import { drained, rateOf, sendPhase } from './load.ts';
import { startMoves } from './moves.ts';
import { reportOf } from './report.ts';
import { openSockets } from './sockets/open-sockets.ts';
import { hostOf } from './sockets/port.ts';

const LAG_RESOLUTION_MS = 5;

/** What goes on between a phase's beginning and its end. */
interface Running {
  readonly order: PhaseOrder;
  readonly cpu: NodeJS.CpuUsage;
  readonly lag: ReturnType<typeof monitorEventLoopDelay>;
  fault?: RunningFault;
}

let crowd: Crowd | undefined;
let running: Running | undefined;

function tell(report: Report): void {
  process.send?.(report);
}

async function startPhase(crowd: Crowd, order: PhaseOrder): Promise<number[]> {
  const { scenario } = crowd;
  const lag = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
  running = { order, cpu: process.cpuUsage(), lag };
  crowd.startPhase(order.startMicros, rateOf(scenario, order));
  const current = running;
  lag.enable();
  const { fault } = scenario;
  const timer =
    fault === undefined || order.name !== 'measured'
      ? undefined
      : setTimeout(
          () => {
            current.fault = startFault(crowd, fault);
          },
          fault.atMs + (order.startMicros - nowMicros()) / 1_000,
        );
  const stopMoves = startMoves(crowd, order);
  await sendPhase(crowd, order);
  stopMoves();
  clearTimeout(timer);
  return crowd.rooms.map(({ sent }) => sent.sent);
}

async function endPhase(crowd: Crowd, elsewhere: readonly number[]): Promise<Report> {
  if (running === undefined) throw new Error('a phase comes first');
  const { order, cpu, lag, fault } = running;
  for (const [i, sent] of elsewhere.entries())
    (crowd.rooms[i] as Crowd['rooms'][number]).sent.elsewhere = sent;
  const hasEnded = await drained(crowd, () => isWhole(crowd), order.durationMs);
  lag.disable();
  const used = process.cpuUsage(cpu);
  fault?.settle();
  const facts = fault?.tracker.facts();
  fault?.stop();
  const cpuMs = (used.user + used.system) / 1_000;
  const lagResolutionMs = LAG_RESOLUTION_MS;
  const report = reportOf(crowd, { cpuMs, lag, lagResolutionMs, isStalled: !hasEnded, fault: facts });
  return { kind: 'drained', report };
}

async function obey(order: Order): Promise<Report> {
  if (order.kind === 'open') {
    setEpoch(order.job.epochMicros);
    crowd = new Crowd(order.job, await openSockets(hostOf(order.job.url), order.job.sockets));
    return { kind: 'opened', sockets: crowd.sockets.kind };
  }
  if (crowd === undefined) throw new Error('open comes first');
  switch (order.kind) {
    case 'join': {
      const { connect, to } = crowd.scenario;
      const isOnSchedule = connect !== undefined && crowd.clients.length === 0;
      const report = isOnSchedule ? await joinOnSchedule(crowd, connect.ratePerSecond) : undefined;
      if (report === undefined) await join(crowd, order.clients);
      if (to === 'direct') crowd.pairUp();
      return { kind: 'joined', ...(report === undefined ? {} : { connect: report }) };
    }
    case 'churn':
      await churn(crowd, order.clients);
      return { kind: 'churned' };
    case 'phase':
      return { kind: 'sent', sent: await startPhase(crowd, order.phase) };
    case 'drain':
      return endPhase(crowd, order.elsewhere);
    case 'finish':
      return { kind: 'finished', stalled: await finish(crowd) };
  }
}

process.on('message', (message) => {
  const order = message as Order;
  obey(order)
    .then(tell, (error: unknown) => {
      tell({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
    })
    .finally(() => {
      if (order.kind === 'finish') process.disconnect();
    });
});
// Nothing of a load outlives the run that asked for it.
process.on('disconnect', () => process.exit());
