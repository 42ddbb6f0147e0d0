// When messages are said: on a schedule that waits for nobody (open), or each sender again once its own message came
// back (closed); then the wait until everything was delivered or nothing more comes.
import type { Scenario } from '../scenario.ts';
import type { Client } from './client.ts';
import { nowMicros } from './clock.ts';
import type { Crowd } from './crowd.ts';
import type { PhaseOrder } from './job.ts';
import { atTheirTimes } from './pace.ts';
import { dueTimes, type OpenLoad } from './schedule.ts';

const WATCH_MS = 20;

/** Says one phase's messages; resolves when the last is on its way. */
export function sendPhase(crowd: Crowd, order: PhaseOrder): Promise<void> {
  const { load } = crowd.scenario;
  return load.kind === 'open' ? sendOnSchedule(crowd, load, order) : sendOnReturn(crowd, load, order);
}

/** The rate of a phase, messages a second over all processes; 0 in a closed loop. */
export function rateOf({ load }: Scenario, order: PhaseOrder): number {
  return load.kind === 'open' ? (order.ratePerSecond ?? load.ratePerSecond) : 0;
}

/** Says each message when it is due, from the speakers in turn. */
function sendOnSchedule(crowd: Crowd, scenarioLoad: OpenLoad, order: PhaseOrder): Promise<void> {
  const { startMicros, durationMs, seed, name } = order;
  const load = { ...scenarioLoad, ratePerSecond: rateOf(crowd.scenario, order) };
  // A surge belongs to what is measured.
  if (name !== 'measured') delete load.surge;
  const all = dueTimes(load, durationMs, seed);
  const speakers = speakersOf(crowd);
  const mine: { at: number; client: Client }[] = [];
  all.forEach((at, i) => {
    const client = crowd.clientAt(speakers[i % speakers.length] ?? 0);
    if (client !== undefined) mine.push({ at, client });
  });
  const due = Float64Array.from(mine, ({ at }) => at);
  return atTheirTimes(crowd, due, startMicros, (i, dueMicros) => {
    crowd.say((mine[i] as { client: Client }).client, dueMicros);
  });
}

/**
 * Indices of the clients that speak, over all processes, in their turn; no victims of a fault. What falls due in one instant
 * is of one room as far as its senders go, so that rooms can be joined into batches; single messages go from room to room.
 */
function speakersOf({ scenario, healthyBelow }: Crowd): number[] {
  const { rooms = 1, members, senders, load } = scenario;
  const isRoomByRoom = load.kind === 'open' && load.burst > 1;
  const speakers = Array.from({ length: rooms * senders }, (_, i) =>
    isRoomByRoom
      ? Math.floor(i / senders) * members + (i % senders)
      : (i % rooms) * members + Math.floor(i / rooms),
  );
  return speakers.filter((index) => index < healthyBelow);
}

/** Keeps each sender's messages in flight until the time is over. */
async function sendOnReturn(
  crowd: Crowd,
  { inFlight = 1 }: { inFlight?: number },
  { startMicros, durationMs }: PhaseOrder,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = startMicros + durationMs * 1_000;
  await new Promise((start) => setTimeout(start, Math.max(0, (startMicros - nowMicros()) / 1_000)));
  const speakers = speakersOf(crowd).flatMap((index) => crowd.clientAt(index) ?? []);
  crowd.onReturned = (client) => {
    const now = nowMicros();
    if (now < end) {
      crowd.say(client, now);
      return;
    }
    crowd.onReturned = undefined;
    resolve();
  };
  // A closed loop whose messages are lost would wait for ever.
  setTimeout(resolve, durationMs + WATCH_MS).unref();
  for (const client of speakers) for (let i = 0; i < inFlight; i++) crowd.say(client, nowMicros());
  await promise;
  crowd.onReturned = undefined;
}

/** Waits until all is delivered; gives up after `quietMs` without a delivery, or after three times the phase. */
export function drained(crowd: Crowd, isWhole: () => boolean, durationMs: number): Promise<boolean> {
  const quietMs = crowd.scenario.drainMs;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const { phase } = crowd;
  const giveUpAt = nowMicros() + 3_000 * durationMs + 1_000 * quietMs;
  let seen = -1;
  let quietSince = nowMicros();
  const watch = setInterval(() => {
    const now = nowMicros();
    if (phase.delivered !== seen) {
      seen = phase.delivered;
      quietSince = now;
      if (now > giveUpAt) done(false);
      return;
    }
    // Quiet with something missing is a loss, which the ledger tells; only a server that is still sending is stalled.
    if (isWhole() || now - quietSince > quietMs * 1_000) done(true);
  }, WATCH_MS);
  const done = (hasEnded: boolean) => {
    clearInterval(watch);
    resolve(hasEnded);
  };
  return promise;
}
