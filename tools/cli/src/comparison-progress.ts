// Tells how far a comparison is: a moving line with the time left on a terminal, a line for each sample elsewhere.
import type { ComparisonProgress } from '@hubbub/bench';
import { isFatalFlag } from '@hubbub/bench';
import { duration, type StatusLine } from '@hubbub/conformance';

/** A listener for `runComparison`. */
export function comparisonProgress(
  status: StatusLine,
  now = () => performance.now(),
): (event: ComparisonProgress) => void {
  let estimatedMs = 0;
  let startedAtMs = now();
  return (event) => {
    if (event.kind === 'started') {
      estimatedMs = event.estimatedMs;
      startedAtMs = now();
      status.note(`${event.samples} samples, about ${duration(estimatedMs)}`);
      return;
    }
    const { index, of, server, mode, scenario, round, plannedLeftMs } = event;
    const name = `${server} ${mode}, ${scenario}, round ${round}`;
    if (event.kind === 'sample-started') {
      const left = timeLeft(plannedLeftMs, now() - startedAtMs, estimatedMs);
      status.show(`${index}/${of}  ${name}  ${duration(left)} left`);
      return;
    }
    const fatal = event.sample?.flags.find(({ code }) => isFatalFlag(code));
    const fault = fatal === undefined ? '' : `: ${fatal.code}, ${fatal.detail}`;
    if (status.isMoving && fatal === undefined) return;
    status.note(`${index}/${of} ${name}${fault}`);
  };
}

/** What the plan says is left, at the pace so far. */
function timeLeft(plannedLeftMs: number, elapsedMs: number, estimatedMs: number): number {
  const plannedMs = estimatedMs - plannedLeftMs;
  return plannedMs <= 0 ? plannedLeftMs : (plannedLeftMs * elapsedMs) / plannedMs;
}
