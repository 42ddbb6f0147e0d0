// The one timer behind all deadlines: never early, hardly late, one timer at a time; and the exact token bucket.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Deadlines } from '../src/deadlines.ts';
import { RateBucket } from '../src/rate.ts';
import { FakeClock } from './fakes.ts';

test('LIMIT-2: each item is due not before its time and at most a grain later', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(5_000), fc.nat(5_000)), { maxLength: 50 }), (delays) => {
      const clock = new FakeClock();
      const deadlines = new Deadlines(clock);
      const start = clock.now();
      const late: number[] = [];
      for (const [first, then] of delays) {
        let dueMs = start + first;
        let isFirst = true;
        const item = {
          due(nowMs: number) {
            late.push(nowMs - dueMs);
            if (!isFirst) return;
            isFirst = false;
            dueMs = nowMs + then;
            deadlines.set(item, dueMs);
          },
        };
        deadlines.set(item, start + first / 2);
        deadlines.set(item, dueMs);
      }
      expect(clock.pending).toBeLessThanOrEqual(1);
      clock.advance(20_000);
      expect(late).toHaveLength(delays.length * 2);
      for (const ms of late) {
        expect(ms).toBeGreaterThanOrEqual(0);
        expect(ms).toBeLessThanOrEqual(27);
      }
      expect(clock.pending).toBe(0);
    }),
  );
});

test('a cleared item is never due', () => {
  const clock = new FakeClock();
  const deadlines = new Deadlines(clock);
  const due: string[] = [];
  const second = { due: () => void due.push('second') };
  const first = {
    due() {
      due.push('first');
      deadlines.clear(second);
    },
  };
  deadlines.set(first, clock.now() + 10);
  deadlines.set(second, clock.now() + 10);
  clock.advance(1_000);
  expect(due).toEqual(['first']);
});

test('RATE-1: after retryAfterMs there is a token, a millisecond earlier there is none', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 1, max: 50 }), (perSecond, burst) => {
      let now = 0;
      const bucket = new RateBucket(perSecond, burst, now);
      for (let i = 0; i < burst; i++) expect(bucket.take(now)).toBe(0);
      for (let i = 0; i < 5; i++) {
        const wait = bucket.take(now);
        expect(wait).toBeGreaterThan(0);
        expect(bucket.take(now + wait - 1)).toBeGreaterThan(0);
        now += wait;
        expect(bucket.take(now)).toBe(0);
      }
      expect(bucket.take(now + 1e9)).toBe(0);
    }),
  );
});

test('a rate of 0 never refuses', () => {
  const bucket = new RateBucket(0, 1, 0);
  for (let i = 0; i < 1_000; i++) expect(bucket.take(0)).toBe(0);
});
