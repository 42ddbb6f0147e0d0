// When messages are said: on a schedule that waits for nobody (open), or each sender again once its own message came
// back (closed). Ends when everything was delivered or nothing more comes.
import type { Scenario } from '../scenario.ts';
import { nowMicros } from './clock.ts';
import type { Crowd } from './crowd.ts';
import { dueTimes, type OpenLoad } from './schedule.ts';

/** Sleep until this much is left: a timer wakes up to a millisecond late, a spin does not. */
const SPIN_BELOW_MS = 2;
const WATCH_MS = 100;

/** Sends one phase's messages and waits for the last delivery. Gives whether it ended by itself, not by giving up. */
export async function runLoad(
  crowd: Crowd,
  scenario: Scenario,
  durationMs: number,
  seed: number,
): Promise<boolean> {
  if (scenario.load.kind === 'open') await sendOnSchedule(crowd, scenario.load, scenario, durationMs, seed);
  else await sendOnReturn(crowd, scenario.senders, durationMs);
  return drained(crowd, scenario.drainMs, durationMs);
}

/** Says each message when it is due, from the senders in turn. */
function sendOnSchedule(
  crowd: Crowd,
  load: OpenLoad,
  { senders }: Scenario,
  durationMs: number,
  seed: number,
): Promise<void> {
  const due = dueTimes(load, durationMs, seed);
  const { phase } = crowd;
  const start = phase.startMicros;
  const { promise, resolve } = Promise.withResolvers<void>();
  let next = 0;
  let spunFrom = 0;
  const sendDue = () => {
    // Whatever was read or sent meanwhile was work: only a step right after a step has spun.
    spunFrom = 0;
    while (next < due.length && (due[next] ?? 0) <= nowMicros() - start) {
      crowd.say(next % senders, start + (due[next] ?? 0));
      next++;
    }
  };
  // A message that falls due while many members read must not wait for all of them.
  crowd.onRead = sendDue;
  const step = () => {
    const now = nowMicros();
    if (spunFrom > 0) phase.spunMicros += now - spunFrom;
    sendDue();
    if (next === due.length) {
      crowd.onRead = undefined;
      resolve();
      return;
    }
    const waitMs = ((due[next] ?? 0) - (nowMicros() - start)) / 1_000;
    if (waitMs > SPIN_BELOW_MS) setTimeout(step, Math.floor(waitMs - SPIN_BELOW_MS / 2));
    else {
      spunFrom = nowMicros();
      setImmediate(step);
    }
  };
  step();
  return promise;
}

/** Keeps one message of each sender in flight until the time is over. */
function sendOnReturn(crowd: Crowd, senders: number, durationMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = crowd.phase.startMicros + durationMs * 1_000;
  crowd.onReturned = (sender) => {
    const now = nowMicros();
    if (now < end) {
      crowd.say(sender, now);
      return;
    }
    crowd.onReturned = undefined;
    resolve();
  };
  // A closed loop whose messages are lost would wait for ever.
  setTimeout(resolve, durationMs + WATCH_MS).unref();
  for (let sender = 0; sender < senders; sender++) crowd.say(sender, nowMicros());
  return promise;
}

/** Waits until all is delivered; gives up after `quietMs` without a delivery, or after three times the phase. */
function drained(crowd: Crowd, quietMs: number, durationMs: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const { phase } = crowd;
  const giveUpAt = nowMicros() + 3_000 * durationMs + 1_000 * quietMs;
  let seen = -1;
  let quietSince = nowMicros();
  const done = (isWhole: boolean) => {
    crowd.onRead = undefined;
    clearInterval(watch);
    resolve(isWhole);
  };
  const watch = setInterval(() => {
    const now = nowMicros();
    if (phase.delivered !== seen) {
      seen = phase.delivered;
      quietSince = now;
    }
    // Quiet with something missing is a loss, which the ledger tells; only a server that is still sending is stalled.
    if (now - quietSince > quietMs * 1_000) done(true);
    else if (now > giveUpAt) done(false);
  }, WATCH_MS);
  crowd.onRead = () => {
    if (crowd.isDrained) done(true);
  };
  crowd.onRead();
  return promise;
}
