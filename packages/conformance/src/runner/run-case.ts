// Runs one case on one server and says what came of it. It knows no expectations and starts no server.
import type { Failure, WireLine } from '../envelope.ts';
import { ConformanceViolation } from '../violation.ts';
import { type CaseRunSetup, createCaseRun } from './case-context.ts';
import { slowness } from './machine.ts';
import { CaseOver } from './stray-rejections.ts';

/** The hard bound of a case that states none, ms. */
const CASE_TIMEOUT_MS = 15_000;

/** Lines kept of the wire log of a case that passed. */
const PASSED_LINES = 120;

/** What came of one run of a case, before expectations are looked at. */
export interface Outcome {
  readonly verdict: 'pass' | 'fail' | 'harness-error';
  readonly ms: number;
  /** Whether the server closed a connection: it may be gone altogether. */
  readonly sawClose: boolean;
  readonly failure?: Failure;
  readonly wire?: readonly WireLine[];
}

/**
 * Runs a case within its hard bound.
 * @throws the reason of `setup.signal` where the whole run is aborted.
 */
export async function runCase(setup: CaseRunSetup): Promise<Outcome> {
  const slow = slowness();
  const timeoutMs = Math.round((setup.case.needs.timeoutMs ?? CASE_TIMEOUT_MS) * slow);
  const bound = new AbortController();
  const timer = setTimeout(() => {
    bound.abort(new ConformanceViolation(`the case to end within ${timeoutMs} ms`, 'it was still waiting'));
  }, timeoutMs);
  const signal = AbortSignal.any([setup.signal, bound.signal]);
  const startMs = performance.now();
  const stderrBefore = setup.server.stderr().length;
  const run = createCaseRun({ ...setup, signal, deadlineMs: Math.round(setup.deadlineMs * slow) });
  let thrown: unknown;
  try {
    await Promise.race([setup.case.run(run.context), aborted(signal)]);
    thrown = run.violation();
  } catch (error) {
    thrown = error;
  } finally {
    clearTimeout(timer);
  }
  const ms = Math.round((performance.now() - startMs) * 10) / 10;
  const sawClose = run.sawClose();
  await run.dispose();
  // Ends every wait that the case left behind.
  bound.abort(new CaseOver());
  setup.signal.throwIfAborted();
  if (thrown === undefined) {
    return { verdict: 'pass', ms, sawClose, ...(setup.keepsWires && { wire: run.log.lines(PASSED_LINES) }) };
  }
  const stderr = setup.server.stderr().slice(stderrBefore).slice(-4_000);
  const sent = run.log.lastSent();
  const told = { ...(stderr !== '' && { stderr }), ...(sent !== undefined && { sent }), atMs: ms };
  return { ...judged(thrown, setup.case.clause, told), ms, sawClose, wire: run.log.lines() };
}

function judged(
  thrown: unknown,
  clause: string,
  told: Pick<Failure, 'stderr' | 'sent' | 'atMs'>,
): Pick<Outcome, 'verdict' | 'failure'> {
  if (thrown instanceof ConformanceViolation) {
    const { expected, seen } = thrown;
    return { verdict: 'fail', failure: { clause: thrown.clause ?? clause, expected, seen, ...told } };
  }
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const failure = { clause, expected: 'no fault of the suite', seen: error.message, ...told };
  return {
    verdict: 'harness-error',
    failure: error.stack === undefined ? failure : { ...failure, stack: error.stack },
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  if (signal.aborted) reject(signal.reason);
  else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  promise.catch(() => undefined);
  return promise;
}
