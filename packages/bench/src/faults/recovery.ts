// When a timeline is what it was before something happened: arithmetic alone.
import type { TimelinePoint } from './facts.ts';

/** Latency counts as before where it is at most this many times what it was, or this much longer. */
const TIMES = 2;
const SLACK_MS = 10;
/** So many quiet stretches in a row prove it, or the end of the phase. */
const STRETCHES = 3;

/**
 * Ms from `atMs` to the first stretch from which on latency is what it was; null where that never came. Stretches in which
 * nothing was delivered count as not recovered where something came in each before.
 */
export function recoveryMs(
  timeline: readonly TimelinePoint[],
  atMs: number,
  stretchMs: number,
): number | null {
  const before = timeline.filter((point) => point.atMs + stretchMs <= atMs && point.delivered > 0);
  const usual = before.map(({ maxMs }) => maxMs).sort((a, b) => a - b)[before.length >> 1] ?? 0;
  const most = Math.max(usual * TIMES, usual + SLACK_MS);
  const after = timeline.filter((point) => point.atMs + stretchMs > atMs);
  const delivering = after.findLastIndex(({ delivered }) => delivered > 0);
  // Where little is due, a stretch without a delivery is nothing unusual.
  const isSparse = before.length < timeline.filter(({ atMs: at }) => at + stretchMs <= atMs).length;
  const isWell = ({ delivered, maxMs }: TimelinePoint) => (delivered > 0 || isSparse) && maxMs <= most;
  for (let i = 0; i <= delivering; i++) {
    const next = after.slice(i, Math.min(i + STRETCHES, delivering + 1));
    if (next.every(isWell)) return Math.max(0, (next[0] as TimelinePoint).atMs - atMs);
  }
  return null;
}

/** The longest stretch of the load's time in which nothing came, in ms. */
export function longestSilenceMs(
  timeline: readonly TimelinePoint[],
  durationMs: number,
  stretchMs: number,
): number {
  let [longest, current] = [0, 0];
  for (const { atMs, delivered } of timeline) {
    if (atMs + stretchMs > durationMs) break;
    current = delivered === 0 ? current + stretchMs : 0;
    longest = Math.max(longest, current);
  }
  return longest;
}
