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
    const { index, of, server, mode, scenario, round } = event;
    const name = `${server} ${mode}, ${scenario}, round ${round}`;
    if (event.kind === 'sample-started') {
      const left = timeLeft(index - 1, of, now() - startedAtMs, estimatedMs);
      status.show(`${index}/${of}  ${name}  ${duration(left)} left`);
      return;
    }
    const fatal = event.sample?.flags.find(({ code }) => isFatalFlag(code));
    const fault = fatal === undefined ? '' : `: ${fatal.code}, ${fatal.detail}`;
    if (status.isMoving && fatal === undefined) return;
    status.note(`${index}/${of} ${name}${fault}`);
  };
}

/** The plan's estimate to begin with, the pace so far as samples come in. */
function timeLeft(done: number, of: number, elapsedMs: number, estimatedMs: number): number {
  const pace = done === 0 ? estimatedMs / of : elapsedMs / done;
  return pace * (of - done);
}
