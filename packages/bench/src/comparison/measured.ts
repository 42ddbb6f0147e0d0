// From a sample's readings to its figures: arithmetic alone.
import { membersFirst } from '../generator/job.ts';
import type { Measured } from '../results/schema.ts';
import { clientsOf, receiversOf, type Scenario } from '../scenario.ts';
import type { SampleReadings } from './sample.ts';
import { specialsOf } from './specials.ts';

/** The figures of one sample. */
export function measuredOf(readings: SampleReadings, scenario: Scenario): Measured {
  const { report, cpu, wallMs, machineMs, memoryIdle, memoryQuarter, memoryJoined, memoryAfter } = readings;
  const delivered = Math.max(1, report.delivered);
  const ticks = Math.max(1, cpu.userTicks + cpu.systemTicks);
  const micros = cpu.totalNs / 1_000 / delivered;
  const cpuMs = cpu.totalNs / 1e6;
  const { load, durationMs } = scenario;
  const clients = clientsOf(scenario);
  // A schedule's last message may be due well before its end; what was offered is offered over the whole of it.
  const spanMs = load.kind === 'open' ? Math.max(report.elapsedMs, durationMs) : report.elapsedMs;
  return {
    elapsedMs: report.elapsedMs,
    ledger: report.ledger,
    deliveredPerSecond: (report.delivered / Math.max(1, spanMs)) * 1_000,
    offeredPerSecond: load.kind === 'open' ? load.ratePerSecond * receiversOf(scenario) : 0,
    cpuMicrosPerDelivery: micros,
    cpuUserMicrosPerDelivery: (micros * cpu.userTicks) / ticks,
    cpuSystemMicrosPerDelivery: (micros * cpu.systemTicks) / ticks,
    serverCpuShare: cpuMs / wallMs,
    kbPerConnection: (memoryJoined.bytes - memoryQuarter.bytes) / 1_024 / (clients - membersFirst(clients)),
    memoryIdleBytes: memoryIdle.bytes,
    memoryQuarterBytes: memoryQuarter.bytes,
    memoryJoinedBytes: memoryJoined.bytes,
    memoryAfterBytes: memoryAfter.bytes,
    memoryKind: memoryJoined.kind,
    latency: report.latency,
    uncorrected: report.uncorrected,
    generator: report.generator,
    otherCpuShare: Math.max(0, machineMs - cpuMs - report.cpuMs) / wallMs,
    deliveriesPerRead: report.delivered / Math.max(1, report.reads),
    ...specialsOf(readings, scenario),
  };
}
