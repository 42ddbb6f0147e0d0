// The in-process tier: a server that a function starts inside the caller's own process.
import type { Binding, Expectation, ReadyLine, ServerConfig } from '@hubbub/protocol';
import type { ProcessEnd, Target } from '../target.ts';

/** What the caller's `start` resolves to. */
export interface StartedInProcess {
  readonly ready: ReadyLine;
  stop(): Promise<void>;
}

/** The in-process tier: signals cannot be sent, all else is the same. */
export function functionTarget(options: {
  id: string;
  bindings: readonly Binding[];
  start(config: ServerConfig): Promise<StartedInProcess>;
  expectations?: readonly Expectation[];
}): Target {
  return {
    id: options.id,
    tier: 'in-process',
    argument: options.id,
    bindings: options.bindings,
    expectations: options.expectations ?? [],
    async start(config) {
      const { ready, stop } = await options.start(config);
      const { promise: exited, resolve } = Promise.withResolvers<ProcessEnd>();
      let stopping: Promise<void> | undefined;
      return {
        ready,
        exited,
        stderr: () => '',
        stop() {
          stopping ??= stop().finally(() => resolve({ code: 0, signal: null, atMs: performance.now() }));
          return stopping;
        },
      };
    },
  };
}
