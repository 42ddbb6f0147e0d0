// The waits between attempts.
import { expect, it } from 'vitest';
import { backoffMs } from '../src/backoff.ts';

const options = { baseMs: 100, maxMs: 1_000, random: () => 0.999 };

it('doubles its ceiling with each attempt up to maxMs', () => {
  expect([0, 1, 2, 3, 4, 99, 5_000].map((attempt) => Math.round(backoffMs(attempt, 0, options)))).toEqual([
    100, 200, 400, 799, 999, 999, 999,
  ]);
});

it('has full jitter: any wait from 0 on', () => {
  expect(backoffMs(3, 0, { ...options, random: () => 0 })).toBe(0);
});

it('never undercuts what the server asks for', () => {
  expect(backoffMs(0, 2_000, { ...options, random: () => 0 })).toBe(2_000);
  expect(backoffMs(0, 2_000, { ...options, random: () => 0.5 })).toBe(2_050);
});
