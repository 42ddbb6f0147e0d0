// Does things when they are due: sleeps while there is time, spins when there is little, and looks after every read.
import { nowMicros } from './clock.ts';
import type { Crowd } from './crowd.ts';

/**
 * Calls `act` with the index of each due time, as near to it as can be, and resolves after the last. Times are in µs from
 * `startMicros`, ascending.
 */
export function atTheirTimes(
  crowd: Crowd,
  due: Float64Array,
  startMicros: number,
  act: (index: number, dueMicros: number) => void,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let next = 0;
  let spunFrom = 0;
  const actDue = () => {
    // Whatever was read or sent meanwhile was work: only a step right after a step has spun.
    spunFrom = 0;
    while (next < due.length && (due[next] ?? 0) <= nowMicros() - startMicros) {
      act(next, startMicros + (due[next] ?? 0));
      next++;
    }
  };
  // What falls due while many clients read must not wait for all of them.
  crowd.onRead = actDue;
  const step = () => {
    try {
      const now = nowMicros();
      if (spunFrom > 0) crowd.phase.spunMicros += now - spunFrom;
      actDue();
      if (next === due.length) {
        crowd.onRead = undefined;
        resolve();
        return;
      }
      const waitMs = ((due[next] ?? 0) + startMicros - nowMicros()) / 1_000;
      spunFrom = nowMicros();
      const sleeps = crowd.sockets.turn(waitMs, step);
      if (sleeps) spunFrom = 0;
    } catch (error) {
      reject(error);
    }
  };
  step();
  return promise;
}
