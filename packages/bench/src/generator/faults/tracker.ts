// What is seen of a fault from the clients' side: who was told, who was closed, who came back, and when first and last.

import type { FaultFacts } from '../../faults/facts.ts';
import { recoveryMs } from '../../faults/recovery.ts';
import type { Fault } from '../../faults/schema.ts';
import { describeLatency } from '../../latency.ts';
import type { ReadFrame } from '../../wires/wire.ts';
import { totalsOf } from '../books.ts';
import type { Client } from '../client.ts';
import { nowMicros } from '../clock.ts';
import type { Crowd, Watcher } from '../crowd.ts';
import { STRETCH_MS } from '../timeline.ts';

/** Watches one fault from its beginning. */
export class FaultTracker implements Watcher {
  readonly victims: readonly Client[];
  /** Lost to a fault that may lose: what was sent to a server that was killed. */
  lost = 0;
  /** Set by faults whose victims come back. */
  backMicros: number | undefined;
  readonly #crowd: Crowd;
  readonly #kind: Fault['kind'];
  readonly #atMicros: number;
  readonly #told: Record<string, number> = {};
  readonly #errors: Record<string, number> = {};
  readonly #closedEarlyBefore: number;
  #detectMicros: number | undefined;
  #closed = 0;

  constructor(crowd: Crowd, kind: Fault['kind']) {
    this.#crowd = crowd;
    this.#kind = kind;
    this.#atMicros = nowMicros();
    this.#closedEarlyBefore = crowd.closedEarly;
    this.victims = crowd.clients.filter((client) => !crowd.isHealthy(client));
    crowd.phase.isAfterFault = true;
  }

  /** Something showed that the server knows of the fault. */
  detected(): void {
    this.#detectMicros ??= nowMicros();
  }

  /** A stranger of the fault, or a victim, was closed by the server. */
  closedOne(): void {
    this.#closed++;
    this.detected();
  }

  /** An error frame came to a stranger or a victim. */
  error(code: string): void {
    this.#errors[code] = (this.#errors[code] ?? 0) + 1;
    this.detected();
  }

  frame(client: Client, frame: ReadFrame): void {
    const isHealthy = this.#crowd.isHealthy(client);
    if (frame.type === 'member_left' && isHealthy) {
      const reason = String(frame.reason);
      this.#told[reason] = (this.#told[reason] ?? 0) + 1;
      this.detected();
    } else if (frame.type === 'closing') this.detected();
    else if (frame.type === 'error' && !isHealthy) this.error(String(frame.code));
  }

  /** The facts, once everything was delivered. */
  facts(): FaultFacts {
    const { phase, scenario, job } = this.#crowd;
    const after = describeLatency(phase.afterFault.toHistogram());
    const atMs = (this.#atMicros - phase.startMicros) / 1_000;
    const points = phase.timeline.points(0);
    const since = (micros: number | undefined) =>
      micros === undefined ? null : (micros - this.#atMicros) / 1_000;
    const losses = scenario.fault?.kind === 'kill' ? this.lost : totalsOf(this.#crowd).lost;
    const strangers = scenario.fault?.kind === 'malformed' ? scenario.fault.clients : 0;
    const isEverybody = this.#kind === 'kill' || this.#kind === 'drain' || this.#kind === 'pause';
    return {
      kind: this.#kind,
      atMs,
      victims: isEverybody
        ? this.#crowd.clients.length
        : this.victims.length + (job.process === 0 ? strangers : 0),
      detectMs: since(this.#detectMicros),
      backMs: since(this.backMicros),
      recoverMs: recoveryMs(points, atMs, STRETCH_MS),
      healthy: {
        p99BeforeMs: percentileBefore(phase, 99),
        p99DuringMs: after.p99Ms,
        maxMs: after.maxMs,
        closed: this.#crowd.closedEarly - this.#closedEarlyBefore,
      },
      lost: losses,
      unsent: phase.unsent,
      told: this.#told,
      closed: this.#closed,
      errors: this.#errors,
    };
  }
}

/** What was recorded before the fault: all but what was recorded from it on. */
function percentileBefore(phase: Crowd['phase'], percentile: number): number {
  const before = phase.latency.toHistogram();
  before.subtract(phase.afterFault.toHistogram());
  return before.getValueAtPercentile(percentile) / 1_000;
}
