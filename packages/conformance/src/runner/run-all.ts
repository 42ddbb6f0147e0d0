// Runs the suite against several servers, a few at once. What failed is run again when nothing else runs, so that a
// busy machine is told from a flaky server.
import type { CaseResult, Envelope } from '../envelope.ts';
import type { Target } from '../target.ts';
import { type ConformanceOptions, type ProgressEvent, plannedRuns, runConformance } from './run.ts';

/** How several servers are run. */
export interface RunAllOptions extends Omit<ConformanceOptions, 'target' | 'onProgress' | 'labelsFlaky'> {
  readonly targets: readonly Target[];
  /** 2 where it is not given. */
  readonly serversAtOnce?: number;
  readonly onProgress?: (target: Target, event: ProgressEvent) => void;
  /** Called when a server's cases are done, before what failed is run again. */
  readonly onServer?: (envelope: Envelope) => void;
}

const SERVERS_AT_ONCE = 2;
/** More than this says that the server is broken, and running it all again would tell nothing more. */
const RUN_AGAIN = 20;
const RUN_AGAIN_MS = 60_000;

/**
 * Runs every target; the envelopes come in the order of `targets`.
 * @throws HubbubError `argument_invalid` where a name in `caseIds` selects no case.
 */
export async function runAll(options: RunAllOptions): Promise<Envelope[]> {
  const { targets, serversAtOnce = SERVERS_AT_ONCE, onProgress, onServer, ...more } = options;
  const seed = options.seed ?? Math.floor(Math.random() * 1e9);
  const envelopes = new Map<Target, Envelope>();
  // The longest first, so that at the end nobody works alone.
  const lengths = new Map(targets.map((target) => [target, plannedRuns({ ...more, target, seed }).length]));
  const queue = [...targets].sort((a, b) => (lengths.get(b) ?? 0) - (lengths.get(a) ?? 0));
  const work = async (): Promise<void> => {
    for (let target = queue.shift(); target !== undefined; target = queue.shift()) {
      const judged = target;
      const envelope = await runConformance({
        ...more,
        seed,
        target,
        labelsFlaky: false,
        onProgress: (event) => onProgress?.(judged, event),
      });
      envelopes.set(target, envelope);
      onServer?.(envelope);
    }
  };
  await Promise.all(Array.from({ length: Math.min(serversAtOnce, targets.length) }, work));
  const labelled: Envelope[] = [];
  for (const target of targets) {
    const envelope = envelopes.get(target);
    if (envelope !== undefined) labelled.push(await withFlakyLabels(envelope, target, options));
  }
  return labelled;
}

/** Runs what failed once more, one case at a time. */
async function withFlakyLabels(
  envelope: Envelope,
  target: Target,
  { cases, deadlineMs, signal }: RunAllOptions,
): Promise<Envelope> {
  const failed = envelope.results.filter(({ verdict }) => verdict === 'fail');
  if (failed.length === 0 || failed.length > RUN_AGAIN || signal?.aborted) return envelope;
  const again = await runConformance({
    target: { ...target, expectations: [] },
    caseIds: [...new Set(failed.map(({ id }) => id))],
    bindings: [...new Set(failed.map(({ binding }) => binding))],
    seed: envelope.run.seed,
    casesAtOnce: 1,
    labelsFlaky: false,
    ...(cases && { cases }),
    ...(deadlineMs !== undefined && { deadlineMs }),
    signal: AbortSignal.any([AbortSignal.timeout(RUN_AGAIN_MS), ...(signal ? [signal] : [])]),
  });
  const keyOf = ({ id, binding }: CaseResult): string => `${id} ${binding}`;
  const passed = new Set(again.results.filter(({ verdict }) => verdict === 'pass').map(keyOf));
  const results = envelope.results.map((result) =>
    result.verdict === 'fail' && passed.has(keyOf(result)) ? { ...result, flaky: true } : result,
  );
  return { ...envelope, results };
}
