// What changed from one report to another: verdicts, cases that came or went, servers that came or went.
import type { CaseResult, Envelope, Verdict } from '../envelope.ts';
import { BY_SEVERITY, SIGNS } from './overview.ts';

/** One case on one binding of one server whose verdict is not what it was. */
export interface Change {
  readonly target: string;
  readonly id: string;
  readonly binding: string;
  readonly title: string;
  /** Absent where the older report does not have it. */
  readonly before?: Verdict;
  /** Absent where the newer one does not. */
  readonly after?: Verdict;
  readonly kind: 'worse' | 'better' | 'new' | 'gone';
}

/** The changes in the order of the newer report, those that are gone last. Of repeated cases the worst counts. */
export function diffEnvelopes(older: readonly Envelope[], newer: readonly Envelope[]): Change[] {
  const before = worstByKey(older);
  const after = worstByKey(newer);
  const changes: Change[] = [];
  for (const [key, { target, result }] of after) {
    const was = before.get(key)?.result.verdict;
    if (was === result.verdict) continue;
    const isWorse = was !== undefined && BY_SEVERITY.indexOf(result.verdict) > BY_SEVERITY.indexOf(was);
    const kind = was === undefined ? 'new' : isWorse ? 'worse' : 'better';
    changes.push({ ...named(target, result), after: result.verdict, kind, ...(was && { before: was }) });
  }
  for (const [key, { target, result }] of before) {
    if (!after.has(key)) changes.push({ ...named(target, result), before: result.verdict, kind: 'gone' });
  }
  return changes;
}

/** Whether a change is for the worse: a worse verdict, a new case that fails, or a case that is no longer judged. */
export function isRegression({ kind, after }: Change): boolean {
  return kind === 'worse' || kind === 'gone' || (kind === 'new' && after === 'fail');
}

/** The changes as lines for a terminal. */
export function formatDiff(changes: readonly Change[]): string {
  if (changes.length === 0) return 'nothing changed\n';
  const counts = (['worse', 'better', 'new', 'gone'] as const).flatMap((kind) => {
    const count = changes.filter((change) => change.kind === kind).length;
    return count === 0 ? [] : [`${count} ${kind}`];
  });
  const width = Math.max(...changes.map(({ target }) => target.length));
  const lines = changes.map(({ target, id, binding, title, before, after, kind }) => {
    const from = before === undefined ? '' : `${SIGNS[before]} ${before}`;
    const to = after === undefined ? '' : `${SIGNS[after]} ${after}`;
    return `${kind.padEnd(6)} ${target.padEnd(width)} ${id.padEnd(11)} ${binding.padEnd(9)} ${[from, to].filter(Boolean).join(' → ')}  ${title}`;
  });
  return [...lines, counts.join(' · '), ''].join('\n');
}

function worstByKey(envelopes: readonly Envelope[]): Map<string, { target: string; result: CaseResult }> {
  const found = new Map<string, { target: string; result: CaseResult }>();
  for (const { server, results } of envelopes) {
    for (const result of results) {
      const key = `${server.target} ${result.id} ${result.binding}`;
      const other = found.get(key)?.result;
      if (other === undefined || BY_SEVERITY.indexOf(result.verdict) > BY_SEVERITY.indexOf(other.verdict)) {
        found.set(key, { target: server.target, result });
      }
    }
  }
  return found;
}

const named = (target: string, { id, binding, title }: CaseResult) => ({ target, id, binding, title });
