// The assertions that cases are given. Each says what was expected and what was seen.
import type { Assertions } from '../context.ts';
import { inWords, isSameJson } from '../peers/match.ts';
import { ConformanceViolation } from '../violation.ts';

/** See {@link Assertions}. */
export const assertions: Assertions = {
  fail(expected, seen) {
    throw new ConformanceViolation(expected, inWords(seen));
  },
  that(condition, expected, seen) {
    if (!condition) throw new ConformanceViolation(expected, inWords(seen));
  },
  equal(seen, expected, what) {
    if (!isSameJson(seen, expected))
      throw new ConformanceViolation(`${what}: ${inWords(expected)}`, inWords(seen));
  },
  within(seenMs, atLeast, atMost, what) {
    if (seenMs >= atLeast && seenMs <= atMost) return;
    const bounds = `${what}: ${Math.round(atLeast)}–${Math.round(atMost)} ms`;
    throw new ConformanceViolation(bounds, `${Math.round(seenMs * 10) / 10} ms`);
  },
};
