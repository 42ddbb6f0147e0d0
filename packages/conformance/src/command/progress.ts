// Tells how far a run is: one moving line on a terminal; elsewhere a line for each server that is done. What fails is told
// at once on either.
import type { Envelope } from '../envelope.ts';
import { formatResult, formatSummary } from '../report/console.ts';
import { isMiss } from '../report/overview.ts';
import type { ProgressEvent } from '../runner/run.ts';
import type { Target } from '../target.ts';
import type { StatusLine } from './status-line.ts';

/** Misses of one server that are told while it runs; the rest is in the reports. */
const MISSES_TOLD = 8;

/** Listens to `runAll`. */
export interface ConformProgress {
  onProgress(target: Target, event: ProgressEvent): void;
  onServer(envelope: Envelope): void;
}

/** Makes a listener that draws on `status`. */
export function conformProgress(status: StatusLine, servers: number): ConformProgress {
  const running = new Map<string, { done: number; total: number }>();
  const missed = new Map<string, number>();
  let finished = 0;
  const draw = (): void => {
    const failed = [...missed.values()].reduce((sum, count) => sum + count, 0);
    const parts = [...running].map(([id, { done, total }]) => `${id} ${done}/${total}`);
    const count = servers > 1 ? `${finished}/${servers} servers` : undefined;
    status.show([count, ...parts, `${failed} failed`].filter(Boolean).join('  '));
  };
  return {
    onProgress({ id }, event) {
      if (event.kind === 'planned') {
        running.set(id, { done: 0, total: event.total });
        draw();
        return;
      }
      running.set(id, { done: event.done, total: event.total });
      if (isMiss(event.result)) {
        const count = (missed.get(id) ?? 0) + 1;
        missed.set(id, count);
        const name = servers > 1 ? `${id}  ` : '';
        if (count <= MISSES_TOLD) status.note(`${name}${formatResult(event.result)}`);
        if (count === MISSES_TOLD + 1) status.note(`${name}and more`);
      }
      draw();
    },
    onServer(envelope) {
      const { target } = envelope.server;
      running.delete(target);
      finished++;
      if (servers > 1) status.note(`${finished}/${servers} ${formatSummary(envelope).split('\n')[0]}`);
      draw();
    },
  };
}
