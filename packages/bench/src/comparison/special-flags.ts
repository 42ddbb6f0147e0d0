// What makes a figure doubtful beside the ledger and the generator: leaks, silences, unfairness, false acknowledgements. Each
// rule with its bound.

import { longestSilenceMs } from '../faults/recovery.ts';
import { STRETCH_MS } from '../generator/timeline.ts';
import type { FlagCode } from '../results/flags.ts';
import type { Flag } from '../results/schema.ts';
import type { Scenario } from '../scenario.ts';
import type { SampleReadings } from './sample.ts';

const SILENCE_MAX_MS = 500;
/** A client is treated unfairly where its mean latency passes the median client’s this many times, and by so much. */
const UNFAIR_TIMES = 5;
const UNFAIR_MS = 50;
/** Descriptors that may stay open, in all: runtimes open some as they go. */
const SPARE_DESCRIPTORS = 5;
/**
 * Memory that one client that has gone may leave behind, on the average of the last cycles. Garbage that V8 has no need to
 * collect yet is up to 20 KB a client: less than this proves nothing, a soak of some minutes does.
 */
const LEFT_BEHIND_MAX_BYTES = 49_152;

/** The flags of what not every sample has. */
export function specialFlags(readings: SampleReadings, scenario: Scenario): Flag[] {
  const { report, connect } = readings;
  const { acks, fairness, timeline, fault } = report;
  const list: Flag[] = [...leakFlags(readings, scenario)];
  const when = (isRaised: boolean, code: FlagCode, detail: string) => {
    if (isRaised) list.push({ code, detail });
  };
  if (acks !== undefined && fault === undefined) {
    when(acks.wrong + acks.missing > 0, 'ack_wrong', `${acks.wrong} wrong, ${acks.missing} missing`);
  }
  const { load, durationMs } = scenario;
  if (load.kind === 'open' && fault === undefined && scenario.ladder === undefined) {
    // At a few messages a second silence is what was asked for.
    const due = load.ratePerSecond / load.burst > 20;
    const silenceMs = longestSilenceMs(timeline, durationMs, STRETCH_MS);
    when(due && silenceMs >= SILENCE_MAX_MS, 'silent', `${silenceMs} ms`);
  }
  const { medianMs, worstMs } = fairness;
  when(
    fault === undefined && worstMs > Math.max(medianMs * UNFAIR_TIMES, medianMs + UNFAIR_MS),
    'unfair',
    `mean latency ${worstMs.toFixed(1)} ms, that of the median client ${medianMs.toFixed(1)} ms`,
  );
  when(
    (connect?.failed ?? 0) > 0,
    'refused',
    `${connect?.failed} of ${connect && connect.failed + connect.joined}`,
  );
  when(
    fault?.exit !== undefined && fault.exit.code !== 0,
    'no_exit',
    `exit status ${fault?.exit?.code ?? 'none'} after ${fault?.exit?.ms.toFixed(0)} ms`,
  );
  return list;
}

function leakFlags({ churn }: SampleReadings, scenario: Scenario): Flag[] {
  if (churn === undefined || scenario.churn === undefined) return [];
  const { cycles, clients } = scenario.churn;
  const grown = (values: readonly number[]) => (values.at(-1) ?? 0) - (values[0] ?? 0);
  const descriptors = grown(churn.descriptors);
  const flags: Flag[] = [];
  if (descriptors > SPARE_DESCRIPTORS) {
    flags.push({ code: 'descriptors_leak', detail: `${descriptors} more after ${cycles * clients} clients` });
  }
  // The first cycles still grow what is kept for good; a leak goes on after them.
  const half = churn.memoryBytes.slice(Math.floor(churn.memoryBytes.length / 2));
  const bytes = grown(half) / Math.max(1, (half.length - 1) * clients);
  if (bytes > LEFT_BEHIND_MAX_BYTES) {
    flags.push({ code: 'memory_grows', detail: `${Math.round(bytes)} bytes for each client that has gone` });
  }
  return flags;
}
