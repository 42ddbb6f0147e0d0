// What a case sees of the server process: figures, signals, its end, and another one beside it.
import type { ReadyLine, ServerConfig, Stats } from '@hubbub/protocol';
import type { ServerHandle } from '../context.ts';
import type { RunningServer } from '../target.ts';
import { ConformanceViolation } from '../violation.ts';
import type { CaseRunSetup } from './case-context.ts';

/** Makes the handle of the case's own server. `onRestart` learns of the process that took its place. `onDispose` takes what ends the processes started through it. */
export function createServerHandle(
  setup: CaseRunSetup,
  onDispose: (dispose: () => unknown) => void,
  onRestart: (ready: ReadyLine) => void,
): ServerHandle {
  return handleOf(setup.server, setup.config, setup, onDispose, onRestart);
}

function handleOf(
  server: RunningServer,
  config: ServerConfig,
  setup: CaseRunSetup,
  onDispose: (dispose: () => unknown) => void,
  onRestart: (ready: ReadyLine) => void = () => undefined,
): ServerHandle {
  const admin: ServerHandle['admin'] = async (path) => {
    const { admin: base } = server.ready;
    if (base === undefined) throw new ConformanceViolation('"admin" in the ready line', 'none', 'PROC-2');
    try {
      const answer = await fetch(new URL(path, base), { signal: setup.signal });
      return { status: answer.status, body: await answer.text() };
    } catch (error) {
      setup.signal.throwIfAborted();
      throw new ConformanceViolation(`an answer from ${path}`, String(error), 'PROC-3');
    }
  };
  let running = server;
  return {
    config,
    ready: server.ready,
    admin,
    async stats() {
      const { status, body } = await admin('/stats');
      if (status !== 200) throw new ConformanceViolation('200 from /stats', `${status}`, 'PROC-3');
      return JSON.parse(body) as Stats;
    },
    signal(name) {
      if (running.signal === undefined) throw new Error('this case must state needs.signals');
      running.signal(name);
    },
    async exited(withinMs = setup.deadlineMs) {
      const { promise: late, reject } = Promise.withResolvers<never>();
      const timer = setTimeout(() => {
        reject(
          new ConformanceViolation('the process ended', `it still runs after ${Math.round(withinMs)} ms`),
        );
      }, withinMs);
      return Promise.race([running.exited, late]).finally(() => clearTimeout(timer));
    },
    stderr: () => running.stderr(),
    async tryConfig(line) {
      if (setup.target.tryConfig === undefined) throw new Error('this target starts no processes');
      return setup.target.tryConfig(line, setup.signal);
    },
    async startAnother({ limits, port }) {
      const other = {
        ...config,
        limits: { ...config.limits, ...limits },
        ...(port !== undefined && { port }),
      };
      const started = await setup.target.start(other, setup.signal, { isOwn: true });
      onDispose(() => started.stop());
      return handleOf(started, other, setup, onDispose);
    },
    async restart() {
      await running.exited;
      running = await setup.target.start(config, setup.signal, { isOwn: true });
      onDispose(running.stop);
      onRestart(running.ready);
    },
  };
}
