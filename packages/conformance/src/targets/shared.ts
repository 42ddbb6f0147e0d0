// Another target's servers, one process for each configuration, shared by all who ask and ended together. The kill
// matrix puts every mutant before the same good servers, which makes it quick.
import type { RunningServer, Target } from '../target.ts';

/** A target whose processes are shared. */
export interface SharedTarget extends Target {
  /** Ends every shared process. */
  stopAll(): Promise<void>;
}

/** Shares the servers of `target`; one that was asked for with `isOwn`, or that has something of its own, is not shared. */
export function sharedTarget(target: Target): SharedTarget {
  const running = new Map<string, Promise<RunningServer>>();
  return {
    ...target,
    async start(config, signal, options = {}) {
      // A store is nobody else's either.
      if (options.isOwn || options.openFiles || config.store) return target.start(config, signal, options);
      const key = JSON.stringify(config);
      let starting = running.get(key);
      if (starting === undefined) {
        // Not this caller's signal: others wait for the same process.
        starting = target.start(config, new AbortController().signal);
        running.set(key, starting);
        const forget = (): unknown => running.delete(key);
        starting.then((server) => server.exited.then(forget), forget);
      }
      const server = await starting;
      return { ...server, stop: () => Promise.resolve() };
    },
    async stopAll() {
      const servers = await Promise.allSettled(running.values());
      await Promise.all(
        servers.flatMap((settled) => (settled.status === 'fulfilled' ? [settled.value.stop()] : [])),
      );
    },
  };
}
