// One sample: a fresh server process, fresh generator processes, one scenario, and the readings around the measured phase.
// What the figures are worth is judged in validity.ts.
import type { Binding, Limits, ServerConfig, Stats } from '@hubbub/protocol';
import { HubbubError } from '@hubbub/protocol';
import { runServerFault } from '../faults/server-fault.ts';
import { Crew } from '../generator/crew.ts';
import { type ConnectReport, type LoadReport, membersFirst, type StalledFacts } from '../generator/job.ts';
import { type Placement, runInRealTime } from '../process/placement.ts';
import { type CpuReading, type MemoryReading, readMachineTicks } from '../process/proc.ts';
import { ServerControl } from '../process/server-control.ts';
import type { ServerProcess } from '../process/server-process.ts';
import { metricOf, statsOf } from '../process/stats.ts';
import { clientsOf, type Scenario } from '../scenario.ts';
import { type ChurnReadings, readChurn } from './churn.ts';
import { type IdleStep, readIdle } from './idle.ts';
import { climb, type LadderStep } from './ladder.ts';

/** What one sample runs. */
export interface SampleRun {
  readonly command: readonly string[];
  readonly folder: string;
  readonly fanout?: ServerConfig['fanout'];
  readonly limits: Partial<Limits>;
  /** The bindings that will do, the preferred one first. */
  readonly bindings: readonly Binding[];
  readonly scenario: Scenario;
  readonly seed: number;
  readonly placement: Placement;
  /** Generator processes; 1 where it is left out. */
  readonly generators?: number;
  /** Whether the generator does without selectors. */
  readonly sockets?: 'node:net';
  readonly signal?: AbortSignal | undefined;
}

/** What one sample read: before and after the measured phase. */
export interface SampleReadings {
  readonly report: LoadReport;
  readonly stalled: StalledFacts;
  /** Read while the members are still connected; absent where there is no admin port. */
  readonly stats?: Stats;
  /** How often the server wrote in the measured phase, where it tells. */
  readonly writes?: number;
  readonly cpu: CpuReading;
  readonly memoryIdle: MemoryReading;
  /** With the first quarter of the members in the room. */
  readonly memoryQuarter: MemoryReading;
  readonly memoryJoined: MemoryReading;
  readonly memoryAfter: MemoryReading;
  /** Wall time and the whole machine's busy time of the measured phase, drain included. */
  readonly wallMs: number;
  readonly machineMs: number;
  readonly isServerAlive: boolean;
  readonly binding: Binding;
  readonly runtime: string;
  readonly stderrTail: string;
  /** What the generator's sockets are. */
  readonly sockets: string;
  /** From the start of the process to its ready line. */
  readonly coldStartMs: number;
  readonly connect?: ConnectReport;
  readonly idle?: readonly IdleStep[];
  readonly churn?: ChurnReadings;
  readonly ladder?: readonly LadderStep[];
}

const TICK_MS = 10;
const WRITES = 'hubbub_writes_total';

/**
 * Runs one sample; all its processes have ended when it settles.
 * @throws HubbubError `start_failed`, `timed_out` or `closed`.
 */
export async function runSample(run: SampleRun): Promise<SampleReadings> {
  const { scenario, signal, placement } = run;
  const limits = { ...run.limits, ...scenario.limits };
  const config: ServerConfig = {
    host: '127.0.0.1',
    port: 0,
    limits,
    adminPort: 0,
    ...(run.fanout === undefined ? {} : { fanout: run.fanout }),
  };
  const startedAt = performance.now();
  const { command, folder } = run;
  // On their own cores the generators start while the server does.
  const crew = new Crew(new Array(run.generators ?? 1).fill(placement.generatorCpus), signal);
  let server: ServerControl | undefined;
  let coldStartMs: number;
  let readings: Awaited<ReturnType<typeof load>>;
  try {
    server = await ServerControl.start({ command, folder, config, cpus: placement.serverCpus, signal });
    coldStartMs = performance.now() - startedAt;
    readings = await load(run, server, crew);
  } finally {
    crew.kill();
    await server?.stop();
  }
  return { ...readings, coldStartMs, stderrTail: server.process.stderrTail() };
}

async function load(
  run: SampleRun,
  server: ServerControl,
  crew: Crew,
): Promise<Omit<SampleReadings, 'coldStartMs' | 'stderrTail'>> {
  const { scenario, seed, signal, sockets } = run;
  const endpoint = endpointOf(server.process, run.bindings);
  const clients = clientsOf(scenario);
  await Promise.all([
    crew.open({ ...endpoint, scenario, seed, ...(sockets === undefined ? {} : { sockets }) }),
    // Who is asked for metrics first loads a library for them: not between two phases.
    metricOf(server.process, WRITES),
  ]);
  const memoryIdle = server.memory();
  const idle = scenario.idle && (await readIdle(scenario.idle, server, crew, signal));
  let connect: ConnectReport | undefined;
  if (scenario.connect !== undefined) connect = await crew.join(clients);
  else if (idle === undefined) await crew.join(membersFirst(clients));
  const memoryQuarter = server.memory();
  if (connect === undefined) await crew.join(clients);
  const memoryJoined = server.memory();
  const churn = scenario.churn && (await readChurn(scenario.churn, server, crew, signal));
  const [pid, ...others] = crew.pids;
  // A closed loop keeps no schedule and takes all of its core, of which its compiler needs a share; several share a core.
  if (scenario.load.kind === 'open' && run.placement.isRealTime && pid !== undefined && others.length === 0) {
    runInRealTime(pid);
  }
  if (scenario.warmUpMs > 0) {
    await crew.run({ name: 'warm-up', durationMs: scenario.warmUpMs, seed: seed + 1 });
  }
  const writesBefore = await metricOf(server.process, WRITES);
  const cpuBefore = server.cpu();
  const machineBefore = readMachineTicks();
  const wallBefore = performance.now();
  const { report, ladder } = await measure(run, server, crew, endpoint.url);
  const wallMs = performance.now() - wallBefore;
  const machineMs = (readMachineTicks() - machineBefore) * TICK_MS;
  const cpu = difference(cpuBefore, server.cpu());
  const memoryAfter = server.memory();
  const isServerAlive = server.process.isAlive() || server.isEnding;
  const isWhole = server.process.isAlive() && scenario.fault?.kind !== 'kill';
  const stats = isWhole ? await statsOf(server.process, signal) : undefined;
  const writesAfter = isWhole ? await metricOf(server.process, WRITES) : undefined;
  const stalled = await crew.finish();
  return {
    report,
    stalled,
    ...(stats === undefined ? {} : { stats }),
    ...(writesBefore === undefined || writesAfter === undefined
      ? {}
      : { writes: writesAfter - writesBefore }),
    cpu,
    memoryIdle,
    memoryQuarter,
    memoryJoined,
    memoryAfter,
    wallMs,
    machineMs,
    isServerAlive,
    binding: endpoint.binding,
    runtime: server.process.ready.runtime,
    sockets: crew.sockets,
    ...(connect === undefined ? {} : { connect }),
    ...(idle === undefined ? {} : { idle }),
    ...(churn === undefined ? {} : { churn }),
    ...(ladder === undefined ? {} : { ladder }),
  };
}

/** The measured phase, with the fault in its middle where there is one; or a ladder of such phases. */
async function measure(
  { scenario, seed }: SampleRun,
  server: ServerControl,
  crew: Crew,
  url: string,
): Promise<{ report: LoadReport; ladder?: readonly LadderStep[] }> {
  const { durationMs, fault } = scenario;
  if (scenario.ladder !== undefined) return climb(scenario, scenario.ladder, crew, seed);
  let exit: ReturnType<typeof runServerFault> = Promise.resolve(undefined);
  const report = await crew.run({
    name: 'measured',
    durationMs,
    seed,
    onStart: (leadMs) => {
      if (fault !== undefined) exit = runServerFault(fault, server, url, leadMs);
      // It is looked at below; should the phase fail first, that is what is told.
      exit.catch(() => {});
    },
  });
  const ended = await exit;
  if (report.fault === undefined || ended === undefined) return { report };
  return { report: { ...report, fault: { ...report.fault, exit: ended } } };
}

function endpointOf(server: ServerProcess, bindings: readonly Binding[]): { binding: Binding; url: string } {
  for (const binding of bindings) {
    const endpoint = server.ready.endpoints.find((candidate) => candidate.binding === binding);
    if (endpoint !== undefined) return endpoint;
  }
  throw new HubbubError('start_failed', `the server offers none of ${bindings.join(', ')}`);
}

function difference(before: CpuReading, after: CpuReading): CpuReading {
  return {
    totalNs: after.totalNs - before.totalNs,
    userTicks: after.userTicks - before.userTicks,
    systemTicks: after.systemTicks - before.systemTicks,
  };
}
