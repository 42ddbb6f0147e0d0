// What two comparisons say of each other, what many say over time, and what they say of a chat of one's own.
import { describe, expect, it } from 'vitest';
import { diffResults, worseThan } from '../src/diff/diff-results.ts';
import { formatResultsDiff } from '../src/diff/format-diff.ts';
import { formatHistory } from '../src/history/format-history.ts';
import { historyLine, parseHistory, trendsOf } from '../src/history/history.ts';
import { formatPlan } from '../src/plan/format-plan.ts';
import { type Need, planFor } from '../src/plan/plan-for.ts';
import { resultsOf } from './fixtures/results.ts';

const before = resultsOf([
  { id: 'net', micros: [2, 2.02, 2.04] },
  { id: 'ws', micros: [3, 3.03, 3.06] },
  { id: 'gone', micros: [1, 1, 1] },
]);

describe('a diff', () => {
  const after = resultsOf([
    { id: 'net', micros: [2.05, 2, 2.06] },
    { id: 'ws', micros: [4, 4.04, 4.1] },
    { id: 'fresh', micros: [1, 1, 1] },
  ]);
  const diff = diffResults(before, after);
  const cpu = diff.changes.filter(({ metric }) => metric === 'cpu');

  it('claims what changed and not what noise moved, with intervals', () => {
    expect(cpu.map(({ server, claim }) => [server, claim])).toEqual([
      ['net', 0],
      ['ws', 1],
    ]);
    const [, ws] = cpu;
    expect(ws?.step).toBeCloseTo(4.04 / 3.03);
    expect(ws?.low).toBeLessThanOrEqual(ws?.step ?? 0);
    expect(ws?.high).toBeGreaterThanOrEqual(ws?.step ?? 0);
    expect(diff).toMatchObject({
      onlyBefore: ['short gone each'],
      onlyAfter: ['short fresh each'],
      doubts: [],
    });
  });

  it('fails over a share, and only for what got worse', () => {
    const worse = (share: number) =>
      worseThan(diff, share).map(({ server, metric }) => `${server} ${metric}`);
    expect(worse(0.2)).toContain('ws cpu');
    expect(worse(0.5)).toEqual([]);
    expect(worseThan(diffResults(after, before), 0.05).filter(({ server }) => server === 'ws')).toEqual([]);
  });

  it('says it in lines, and what makes it doubtful', () => {
    expect(formatResultsDiff(diff)).toMatch(
      /^worse {3}short ws each, CPU a delivery: 3\.03 → 4\.04 µs, ×1\.33 \(/m,
    );
    const other = { ...after, host: { ...after.host, kernel: '7' }, label: 'unranked' as const };
    expect(diffResults(before, other).doubts).toEqual([
      'kernel differs: 6.1, then 7',
      'a smoke run has one sample a row: nothing is claimed',
    ]);
  });
});

describe('the history', () => {
  const at = (startedAt: string, micros: readonly number[]) =>
    historyLine({ ...resultsOf([{ id: 'net', micros }]), startedAt });
  const lines = [
    at('2030-01-01', [2, 2.1, 2.2]),
    at('2030-01-02', [2.1, 2.2, 2.3]),
    at('2030-01-03', [5, 5, 5]),
  ];

  it('is read as it was written, and shows where a figure stepped', () => {
    const read = parseHistory(`${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
    expect(read).toEqual(lines);
    const [cpu] = trendsOf(read);
    expect(cpu).toMatchObject({ server: 'net', metric: 'cpu' });
    expect(cpu?.points.map(({ isStep }) => isStep)).toEqual([false, false, true]);
    expect(formatHistory(trendsOf(read))).toMatch(/short net each .*▁▁█ .*5\.00 µs {2}stepped 2030-01-03/);
  });

  it('compares one host and one tier alone', () => {
    const [first, ...others] = lines;
    const elsewhere = { ...(first ?? at('', [1])), host: 'another' };
    expect(trendsOf([elsewhere, ...others])[0]?.points).toHaveLength(2);
    expect(trendsOf([])).toEqual([]);
  });

  it('refuses a line that is none', () => {
    expect(() => parseHistory('{"a":1}\n')).toThrow('history: line 1 is not one of a comparison');
  });
});

describe('a plan', () => {
  const need: Need = { users: 12_000, rooms: 1_000, ratePerRoom: 1_000, textBytes: 100, utilisation: 0.5 };

  it('multiplies measured coefficients, keeps their intervals, and leaves out what is not valid', () => {
    const lossy = { id: 'lossy', micros: [1, 1, 1], flags: [{ code: 'lost', detail: '3' } as const] };
    const plans = planFor(resultsOf([{ id: 'net', micros: [1, 2, 3] }, lossy]), need);
    // 12 000 users × 1000 a second × 2 µs, at half a core's time.
    expect(plans).toHaveLength(1);
    expect(plans[0]).toMatchObject({
      server: 'net',
      scenario: 'short',
      cores: { median: 48, low: 24, high: 72 },
      processes: { median: 48 },
    });
    expect(plans[0]?.memoryBytes.median).toBeCloseTo(12_000 * 12.5 * 1_024 + 48 * 1e7);
  });

  it('says what it extrapolates', () => {
    const plans = planFor(before, { ...need, rooms: 10 });
    expect(plans[0]?.extrapolated).toContain('members of a room: measured at 12, asked for 1200');
    const text = formatPlan(plans, { ...need, rooms: 10 });
    expect(text).toContain('! what the processes tell each other is not in it');
    expect(text).toMatch(/^ws +each \* +72\.7 /m);
  });
});
