// One phase of load, warm-up or measured: what was sent, what came back and when. Both latencies of a delivery are recorded
// here, from the time it was due and from the time it left; of every so-manieth client where all would be too many.
import { LatencyCounts } from '../latency.ts';
import type { PayloadHead } from '../ledger/payload.ts';
import type { RoomLog } from '../ledger/room-log.ts';
import type { SentLog } from '../ledger/sent-log.ts';
import { Timeline } from './timeline.ts';

/** The counts of one phase. */
export class Phase {
  readonly startMicros: number;
  readonly latency = new LatencyCounts();
  readonly uncorrected = new LatencyCounts();
  readonly slip = new LatencyCounts();
  readonly timeline: Timeline;
  /** Latencies of one client in so many are recorded. */
  readonly sampledEvery: number;
  sent = 0;
  unsent = 0;
  delivered = 0;
  reads = 0;
  moves = 0;
  histories = 0;
  lastDeliveryMicros: number;
  /** Time spent waiting in a spin: CPU that a sleeping generator would not have used. */
  spunMicros = 0;
  /** From a fault on: recorded apart, so that before and after can be held against each other. */
  readonly afterFault = new LatencyCounts();
  isAfterFault = false;
  readonly #sums: Float64Array;
  readonly #counts: Float64Array;

  constructor(startMicros: number, clients: number, sampledEvery: number) {
    this.startMicros = startMicros;
    this.lastDeliveryMicros = startMicros;
    this.sampledEvery = sampledEvery;
    this.timeline = new Timeline(startMicros);
    this.#sums = new Float64Array(clients);
    this.#counts = new Float64Array(clients);
  }

  /** One message was sent that was due at `intendedMicros`. */
  left(intendedMicros: number, leftMicros: number): void {
    this.sent++;
    this.slip.record(leftMicros - intendedMicros);
  }

  /** Messages `from` to `to` of a room came to one client in one read. */
  record(client: number, log: RoomLog, from: number, to: number, atMicros: number): void {
    this.#came(to - from + 1, atMicros);
    if (client % this.sampledEvery !== 0) return;
    let max = 0;
    for (let seq = from; seq <= to; seq++) {
      const micros = this.#latency(client, log.intended.get(seq), log.left.get(seq), atMicros);
      if (micros > max) max = micros;
    }
    this.timeline.add(atMicros, 0, max);
  }

  /** One message for one client alone came. */
  recordOne(client: number, sent: SentLog, head: PayloadHead, atMicros: number): void {
    this.#came(1, atMicros);
    const micros = this.#latency(client, sent.intendedMicros(head), sent.leftMicros(head), atMicros);
    this.timeline.add(atMicros, 0, micros);
  }

  /** Means of single clients' latencies, in ms: that of the median client, and the longest. */
  fairness(): { medianMs: number; worstMs: number } {
    const means: number[] = [];
    for (const [client, count] of this.#counts.entries()) {
      if (count > 0) means.push((this.#sums[client] ?? 0) / count / 1_000);
    }
    means.sort((a, b) => a - b);
    return { medianMs: means[means.length >> 1] ?? 0, worstMs: means.at(-1) ?? 0 };
  }

  #came(count: number, atMicros: number): void {
    this.delivered += count;
    this.lastDeliveryMicros = atMicros;
    this.timeline.add(atMicros, count, 0);
  }

  #latency(client: number, intendedMicros: number, leftMicros: number, atMicros: number): number {
    // A short text of another process's sender tells no time.
    if (intendedMicros < 0) return 0;
    const micros = atMicros - intendedMicros;
    this.latency.record(micros);
    this.uncorrected.record(atMicros - leftMicros);
    if (this.isAfterFault) this.afterFault.record(micros);
    this.#sums[client] = (this.#sums[client] ?? 0) + micros;
    this.#counts[client] = (this.#counts[client] ?? 0) + 1;
    return micros;
  }
}
