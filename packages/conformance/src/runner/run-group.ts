// Runs the cases of one group on one server process: many at once, with the server restarted after a crash and the
// crash laid at the door of the case that brings it about again.
import { connect } from 'node:net';
import { HubbubError, type ServerConfig, type Stats } from '@hubbub/protocol';
import { freshStore } from '../fixtures/fixture-files.ts';
import { addressOf } from '../peers/tcp-link.ts';
import { SUITE_LIMITS } from '../suite-limits.ts';
import type { RunningServer, Target } from '../target.ts';
import type { Admission } from './admission.ts';
import { type LagWatch, slowness } from './machine.ts';
import type { Group, PlannedRun } from './plan.ts';
import { type Outcome, runCase } from './run-case.ts';
import { warmUp } from './warm-up.ts';

const TIMERS = ['helloTimeoutMs', 'heartbeatMs', 'idleTimeoutMs'] as const;
/** Cases at once on a server with one of these timers shorter than the suite's. */
const TIMED_AT_ONCE = 4;

/** What all groups of a run share. */
export interface GroupSetup {
  readonly target: Target;
  readonly seed: number;
  readonly deadlineMs: number;
  readonly jitterMs: number;
  readonly lag: LagWatch;
  readonly admission: Admission;
  readonly signal: AbortSignal;
  /** Whether wire logs of passed cases are kept. */
  readonly keepsWires: boolean;
  /** Cases at once on one server. */
  readonly concurrency: number;
}

/** What came of a planned run on a server that could be had, or why it could not. */
export type GroupOutcome =
  | (Outcome & { readonly crashed?: boolean; readonly server: RunningServer })
  | {
      readonly verdict: 'could-not-run';
      readonly ms: 0;
      readonly reason: string;
      readonly server?: undefined;
    }
  | { readonly verdict: 'n/a'; readonly ms: 0; readonly reason: string; readonly server?: RunningServer };

interface Suspect {
  readonly run: PlannedRun;
  readonly outcome: GroupOutcome;
}

/** Runs every run of the group and reports each once. */
export async function runGroup(
  group: Group,
  setup: GroupSetup,
  report: (run: PlannedRun, outcome: GroupOutcome) => void,
): Promise<void> {
  const process = new GroupProcess(group, setup);
  const suspects: Suspect[] = [];
  const queue = [...group.runs];
  const work = async (): Promise<void> => {
    for (let run = queue.shift(); run !== undefined; run = queue.shift()) {
      const judged = run;
      const outcome = await setup.admission.during(() => process.run(judged));
      if ('crashed' in outcome && outcome.crashed) suspects.push({ run, outcome });
      else report(run, outcome);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(casesAtOnce(group, setup), queue.length) }, work));
    await retry(suspects, process, report);
  } finally {
    await process.stop();
  }
}

/** A server's timers run on while the machine is busy with others' clients, and then catch a client that did nothing wrong. */
function casesAtOnce({ isOwn, config }: Group, { concurrency }: GroupSetup): number {
  if (isOwn) return 1;
  const hasShortTimers = TIMERS.some((name) => Number(config.limits?.[name]) < SUITE_LIMITS[name]);
  return hasShortTimers ? Math.min(TIMED_AT_ONCE, concurrency) : concurrency;
}

/** Runs those that were under way at a crash again, one by one: whose run ends the process again is to blame. */
async function retry(
  suspects: readonly Suspect[],
  process: GroupProcess,
  report: (run: PlannedRun, outcome: GroupOutcome) => void,
): Promise<void> {
  if (suspects.length === 1) {
    for (const { run, outcome } of suspects) report(run, outcome);
    return;
  }
  const again: Suspect[] = [];
  for (const { run } of suspects) again.push({ run, outcome: await process.run(run) });
  const isReproduced = again.some(({ outcome }) => 'crashed' in outcome && outcome.crashed);
  // A crash that does not come again is still a crash: then all who were there carry it.
  for (const { run, outcome } of isReproduced ? again : suspects) report(run, outcome);
}

/** The server process of a group, started when it is first needed and again after a crash. */
class GroupProcess {
  readonly #group: Group;
  readonly #setup: GroupSetup;
  readonly #config: ServerConfig;
  #server: Promise<RunningServer> | undefined;

  constructor(group: Group, setup: GroupSetup) {
    this.#group = group;
    this.#setup = setup;
    this.#config = group.needs.store ? { ...group.config, store: freshStore() } : group.config;
  }

  async run(run: PlannedRun): Promise<GroupOutcome> {
    this.#setup.signal.throwIfAborted();
    const undeclared = missingFrom(this.#setup.target.features, run);
    if (undeclared !== undefined) return undeclared;
    let server: RunningServer;
    try {
      if (this.#group.isOwn) await this.#settle();
      server = await this.#started();
    } catch (error) {
      this.#setup.signal.throwIfAborted();
      return {
        verdict: 'could-not-run',
        ms: 0,
        reason: `the server did not start: ${HubbubError.from(error).message}`,
      };
    }
    const missing = missingFrom(server.ready.features, run);
    if (missing !== undefined) return { ...missing, server };
    let hasEnded = false;
    void server.exited.then(() => {
      hasEnded = true;
    });
    const outcome = await runCase({ ...run, ...this.#setup, config: this.#config, server });
    if (run.case.needs.signals) return { ...outcome, server };
    // A connection tells of a crash before the process does.
    if (outcome.sawClose && !hasEnded) hasEnded = await isGone(server);
    if (!hasEnded) return { ...outcome, server };
    return { ...(await crashed(outcome, run, server)), crashed: true, server };
  }

  async stop(): Promise<void> {
    const server = await this.#server?.catch(() => undefined);
    await server?.stop();
  }

  /** Waits until nobody is connected any more, or ends a process that will not have it so: a run has it to itself. */
  async #settle(): Promise<void> {
    const server = await this.#server?.catch(() => undefined);
    if (server === undefined || (await isDeserted(server, this.#setup))) return;
    await server.stop();
    this.#server = undefined;
  }

  #started(): Promise<RunningServer> {
    this.#server ??= this.#start();
    return this.#server;
  }

  async #start(): Promise<RunningServer> {
    const server = await this.#setup.target.start(this.#config, this.#setup.signal, {
      isOwn: this.#group.isOwn,
      ...this.#group.needs,
    });
    void server.exited.then(() => {
      this.#server = undefined;
    });
    // One that is a case's own is left untouched: its places and figures are the case's.
    if (!this.#group.isOwn) await warmUp(server, this.#setup);
    return server;
  }
}

/** Whether the server says within the deadline that nobody is connected. */
async function isDeserted({ ready }: RunningServer, { deadlineMs }: GroupSetup): Promise<boolean> {
  if (ready.admin === undefined) return false;
  const untilMs = performance.now() + deadlineMs;
  try {
    while (performance.now() < untilMs) {
      // Each turn is a round trip, which is all the wait that there is.
      const answer = await fetch(new URL('/stats', ready.admin), { signal: AbortSignal.timeout(deadlineMs) });
      if (((await answer.json()) as Stats).connections === 0) return true;
    }
  } catch {
    // One that does not answer is not asked again.
  }
  return false;
}

/** `n/a` for a run whose case needs a feature that is not among these. */
function missingFrom(features: readonly string[] | undefined, { case: test }: PlannedRun) {
  const missing = test.features.filter((feature) => features?.includes(feature) === false);
  if (missing.length === 0) return undefined;
  return { verdict: 'n/a', ms: 0, reason: `feature ${missing.join(', ')} is not declared` } as const;
}

/** How long a connection to a process that has just died may seem to live, ms. */
const DYING_MS = 30;

/** Whether the process is gone: it accepts no more, or drops at once what its kernel still accepted. Then waits for its end to be known. */
async function isGone(server: RunningServer): Promise<boolean> {
  if (server.signal === undefined) return false;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(addressOf(server.ready.endpoints[0]?.url ?? ''));
  socket.once('error', () => resolve(true)).once('end', () => resolve(true));
  void server.exited.then(() => resolve(true));
  const timer = setTimeout(() => resolve(false), DYING_MS * slowness());
  const isDead = await promise;
  clearTimeout(timer);
  socket.destroy();
  return isDead && isKnownToEnd(server);
}

/** A full server drops connections as well: only the end of the process counts. */
function isKnownToEnd(server: RunningServer): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), 10 * DYING_MS * slowness());
  void server.exited.then(() => resolve(true));
  return promise.finally(() => clearTimeout(timer));
}

async function crashed(outcome: Outcome, run: PlannedRun, server: RunningServer): Promise<Outcome> {
  const { code, signal } = await server.exited;
  const seen = `it ended with ${signal ?? `exit status ${code}`}`;
  return {
    ...outcome,
    verdict: 'fail',
    failure: {
      clause: outcome.failure?.clause ?? run.case.clause,
      expected: 'a server process that goes on running (SEC-1)',
      seen: outcome.failure === undefined ? seen : `${seen}; ${outcome.failure.seen}`,
      stderr: server.stderr().slice(-4_000),
    },
  };
}
