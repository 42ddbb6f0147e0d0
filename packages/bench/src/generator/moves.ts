// What people do beside talking: go from a room to another, and read back. Each at random moments of its own schedule.
import type { Client } from './client.ts';
import { nowMicros } from './clock.ts';
import type { Crowd } from './crowd.ts';
import type { PhaseOrder } from './job.ts';
import { createRandom } from './random.ts';
import { dueTimes } from './schedule.ts';

const STEP_MS = 5;

/** Starts them for one phase; gives what stops them. */
export function startMoves(crowd: Crowd, { startMicros, durationMs, seed }: PhaseOrder): () => void {
  const { mix } = crowd.scenario;
  if (mix === undefined) return () => {};
  const { process, processes } = crowd.job;
  const random = createRandom(seed + 77 + process);
  const anyone = (): Client | undefined => {
    const client = crowd.clients[Math.floor(random() * crowd.clients.length)];
    return client?.isJoined === true ? client : undefined;
  };
  const due = (ratePerSecond: number, more: number): Float64Array =>
    ratePerSecond === 0
      ? new Float64Array()
      : dueTimes(
          { kind: 'open', arrivals: 'poisson', ratePerSecond: ratePerSecond / processes, burst: 1 },
          durationMs,
          seed + more + process,
        );
  const moves = due(mix.movesPerSecond, 101);
  const reads = due(mix.historyPerSecond, 202);
  let moved = 0;
  let read = 0;
  const step = () => {
    const now = nowMicros() - startMicros;
    for (; moved < moves.length && (moves[moved] ?? 0) <= now; moved++) {
      const client = anyone();
      if (client === undefined) continue;
      client.move(crowd.anotherRoom(client.room));
      crowd.phase.moves++;
    }
    for (; read < reads.length && (reads[read] ?? 0) <= now; read++) anyone()?.readBack();
  };
  const timer = setInterval(step, STEP_MS);
  return () => clearInterval(timer);
}
