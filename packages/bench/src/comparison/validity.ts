// What makes a figure void or doubtful: each rule with its bound, in one place. The flags themselves are in results/flags.ts.

import type { Placement } from '../process/placement.ts';
import type { FlagCode } from '../results/flags.ts';
import type { Flag, LedgerTotals, Measured } from '../results/schema.ts';
import type { Scenario } from '../scenario.ts';
import type { ConformanceStanding } from './options.ts';
import type { SampleReadings } from './sample.ts';
import { specialFlags } from './special-flags.ts';

const GENERATOR_CPU_MAX = 0.8;
const SLIP_MAX_MS = 1;
/** What is due at one instant leaves one after the other: so much more for each further message of a burst. */
const SLIP_MAX_MS_A_BURST = 0.1;
/** A slip smaller than this part of the latency it is part of changes nothing. */
const SLIP_MAX_OF_LATENCY = 0.1;
const LATE_END_MIN_MS = 100;
const LATE_END_MAX_SHARE = 0.1;
const OTHER_CPU_MAX = 0.15;
const HELD_BACK_MAX = 0.05;
/** A server that is not this busy has not been at its limit. */
const BUSY_MIN = 0.9;

/** Collects flags with their figures. */
class Flags {
  readonly list: Flag[] = [];

  when(isRaised: boolean, code: FlagCode, detail: string): void {
    if (isRaised) this.list.push({ code, detail });
  }
}

const ms = (value: number) => `${value.toFixed(1)} ms`;
const percent = (share: number) => `${Math.round(share * 100)} %`;

/** The flags of a ledger: all fatal, since nothing measured of a chat that loses messages compares with anything. */
export function ledgerFlags(ledger: LedgerTotals): Flag[] {
  const flags = new Flags();
  const of = (count: number) =>
    `${count} of ${ledger.expected} deliveries, ${ledger.membersHurt} members hurt`;
  flags.when(ledger.lost > 0, 'lost', of(ledger.lost));
  flags.when(ledger.repeated > 0, 'repeated', of(ledger.repeated));
  flags.when(ledger.outOfOrder > 0, 'out_of_order', of(ledger.outOfOrder));
  flags.when(ledger.corrupt > 0, 'corrupt', of(ledger.corrupt));
  flags.when(ledger.strays > 0, 'stray', of(ledger.strays));
  flags.when(ledger.delivered > ledger.expected, 'too_many_delivered', of(ledger.delivered));
  return flags.list;
}

/** The flags of one sample. */
export function sampleFlags(
  readings: SampleReadings,
  measured: Measured,
  scenario: Scenario,
  placement: Placement,
): Flag[] {
  const flags = new Flags();
  const { report } = readings;
  const { generator, latency, elapsedMs } = measured;
  flags.when(
    !readings.isServerAlive || report.closedEarly > 0 || report.errors.length > 0,
    'server_died',
    `${report.closedEarly} connections closed; errors: ${[...new Set(report.errors)].join(', ') || 'none'}`,
  );
  flags.list.push(...ledgerFlags(report.ledger), ...specialFlags(readings, scenario));
  flags.when(report.negativeLatencies > 0, 'negative_latency', `${report.negativeLatencies} deliveries`);
  flags.when(report.isStalled, 'stalled', `still sending after ${ms(elapsedMs)}`);
  flags.when(placement.serverCpus === null, 'unpinned', 'one core only, or no taskset');
  flags.when(
    measured.otherCpuShare > OTHER_CPU_MAX,
    'noisy',
    `${percent(measured.otherCpuShare)} of a core was used by others`,
  );
  flags.when(
    scenario.load.kind === 'closed' && measured.serverCpuShare < BUSY_MIN,
    'client_bound',
    `the server used ${percent(measured.serverCpuShare)} of a core`,
  );
  if (scenario.load.kind === 'closed' || scenario.fault !== undefined) return flags.list;
  flags.when(
    generator.cpuShare > GENERATOR_CPU_MAX,
    'generator_saturated',
    `busy ${percent(generator.cpuShare)} of its core`,
  );
  const slipMaxMs = SLIP_MAX_MS + (scenario.load.burst - 1) * SLIP_MAX_MS_A_BURST;
  flags.when(
    generator.slipP99Ms > Math.max(slipMaxMs, latency.p99Ms * SLIP_MAX_OF_LATENCY),
    'generator_late',
    `p99 ${ms(generator.slipP99Ms)} behind its schedule`,
  );
  const lateBy = elapsedMs - scenario.durationMs;
  flags.when(
    lateBy > Math.max(LATE_END_MIN_MS, scenario.durationMs * LATE_END_MAX_SHARE),
    'overloaded',
    `the last delivery came ${ms(lateBy)} after the load's end`,
  );
  return flags.list;
}

/** The flag of a machine that was held back for so long of a sample's time. */
export function heldBackFlags(heldBackMs: number, wallMs: number): Flag[] {
  const flags = new Flags();
  const share = heldBackMs / Math.max(1, wallMs);
  flags.when(share > HELD_BACK_MAX, 'throttled', `${percent(share)} of a core's time was taken away`);
  return flags.list;
}

/** The flag that conformance raises, if any. */
export function conformanceFlags(standing: ConformanceStanding | undefined): Flag[] {
  const flags = new Flags();
  flags.when(standing === undefined, 'no_conformance_pass', 'not run');
  flags.when(standing?.passed === false, 'conformance_failed', standing?.detail ?? '');
  return flags.list;
}
