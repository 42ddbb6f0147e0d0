// What a case has left behind unawaited rejects when the case is over, or when what it waited for does not come. That must
// not end the process with all that the other cases have found.
import { ConformanceViolation } from '../violation.ts';

/** The reason with which every wait of a case ends once the case has a verdict. */
export class CaseOver extends Error {
  override readonly name = 'CaseOver';

  constructor() {
    super('the case is over');
  }
}

let runs = 0;

/** Bears such rejections until the function that it returns is called. Any other ends the process, as without it. */
export function bearStrayRejections(): () => void {
  if (runs++ === 0) process.on('unhandledRejection', judge);
  return () => {
    if (--runs === 0) process.off('unhandledRejection', judge);
  };
}

function judge(reason: unknown): void {
  if (reason instanceof CaseOver || reason instanceof ConformanceViolation) return;
  // Others who listen, such as a test runner, have their own way with it.
  if (process.listenerCount('unhandledRejection') === 1) throw reason;
}
