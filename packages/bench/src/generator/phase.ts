// One phase of load, warm-up or measured: what was sent, what came back and when. Both latencies of a delivery are recorded
// here, from the time it was due and from the time it left.
import { LatencyCounts } from '../latency.ts';
import type { RoomLog } from '../ledger/room-log.ts';
import { nowMicros } from './clock.ts';

/** The counts of one phase. */
export class Phase {
  readonly startMicros = nowMicros();
  readonly latency = new LatencyCounts();
  readonly uncorrected = new LatencyCounts();
  readonly slip = new LatencyCounts();
  sent = 0;
  delivered = 0;
  reads = 0;
  lastDeliveryMicros = this.startMicros;
  /** Time spent waiting in a spin: CPU that a sleeping generator would not have used. */
  spunMicros = 0;
  readonly #log: RoomLog;

  constructor(log: RoomLog) {
    this.#log = log;
  }

  /** One message was sent that was due at `intendedMicros`. */
  left(intendedMicros: number, leftMicros: number): void {
    this.sent++;
    this.slip.record(leftMicros - intendedMicros);
  }

  /** One delivery, at the time of the read that held it. */
  record(seq: number, atMicros: number): void {
    this.delivered++;
    this.latency.record(atMicros - this.#log.intended.get(seq));
    this.uncorrected.record(atMicros - this.#log.left.get(seq));
  }
}
