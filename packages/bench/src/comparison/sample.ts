// One sample: a fresh server process, a fresh generator, one scenario, and the readings around the measured phase. What the
// figures are worth is judged in validity.ts.
import type { Binding, Limits, ServerConfig, Stats } from '@hubbub/protocol';
import { HubbubError } from '@hubbub/protocol';
import type { LoadReport, StalledFacts } from '../generator/job.ts';
import { startGenerator } from '../generator/launch.ts';
import type { Placement } from '../process/placement.ts';
import {
  type CpuReading,
  type MemoryReading,
  readCpu,
  readMachineTicks,
  readMemory,
} from '../process/proc.ts';
import { type ServerProcess, startServer } from '../process/server-process.ts';
import { statsOf } from '../process/stats.ts';
import type { Scenario } from '../scenario.ts';

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
  /** Members that stop reading when the measured phase starts. */
  readonly stalled?: number;
  /** Whether the server opens its admin port, for `/stats` once the measured phase is over. */
  readonly isAdminWanted?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** What one sample read: before and after the measured phase. */
export interface SampleReadings {
  readonly report: LoadReport;
  readonly stalled: StalledFacts;
  /** Read while the members are still connected; absent where there is no admin port. */
  readonly stats?: Stats;
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
}

const TICK_MS = 10;

/**
 * Runs one sample; all its processes have ended when it settles.
 * @throws HubbubError `start_failed`, `timed_out` or `closed`.
 */
export async function runSample(run: SampleRun): Promise<SampleReadings> {
  const config: ServerConfig = {
    host: '127.0.0.1',
    port: 0,
    limits: run.limits,
    ...(run.isAdminWanted === true ? { adminPort: 0 } : {}),
    ...(run.fanout === undefined ? {} : { fanout: run.fanout }),
  };
  const { serverCpus, generatorCpus } = run.placement;
  const server = await startServer({
    command: run.command,
    folder: run.folder,
    config,
    cpus: serverCpus,
    signal: run.signal,
  });
  try {
    const endpoint = endpointOf(server, run.bindings);
    const generator = startGenerator(generatorCpus, run.signal);
    try {
      const memoryIdle = readMemory(server.pid);
      const { scenario, seed, stalled = 0 } = run;
      await generator.connect({ ...endpoint, scenario, seed, stalled });
      const memoryQuarter = readMemory(server.pid);
      await generator.connectRest();
      const memoryJoined = readMemory(server.pid);
      await generator.warmUp();
      const cpuBefore = readCpu(server.pid);
      const machineBefore = readMachineTicks();
      const wallBefore = performance.now();
      const report = await generator.measure();
      const wallMs = performance.now() - wallBefore;
      const machineMs = (readMachineTicks() - machineBefore) * TICK_MS;
      const cpu = difference(cpuBefore, readCpu(server.pid));
      const memoryAfter = readMemory(server.pid);
      const isServerAlive = server.isAlive();
      const stats = await statsOf(server, run.signal);
      const stalledFacts = await generator.finish();
      return {
        report,
        stalled: stalledFacts,
        ...(stats === undefined ? {} : { stats }),
        cpu,
        memoryIdle,
        memoryQuarter,
        memoryJoined,
        memoryAfter,
        wallMs,
        machineMs,
        isServerAlive,
        binding: endpoint.binding,
        runtime: server.ready.runtime,
        stderrTail: server.stderrTail(),
      };
    } finally {
      generator.kill();
    }
  } finally {
    await server.stop();
  }
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
