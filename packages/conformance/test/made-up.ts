// Results and envelopes for tests of what is made from them.
import type { CaseResult, Envelope } from '../src/envelope.ts';
import { countVerdicts } from '../src/runner/verdict.ts';

/** A passed case, with these members changed. */
export function resultOf(changed: Partial<CaseResult>): CaseResult {
  return {
    id: 'FRAME-1.1',
    binding: 'lines',
    title: 'MUST ignore members that it does not know',
    level: 'MUST',
    clause: 'FRAME-1',
    profile: 'core',
    verdict: 'pass',
    ms: 12.4,
    round: 1,
    ...changed,
  };
}

/** An envelope around results. */
export function envelopeOf(results: readonly CaseResult[], aborted = false): Envelope {
  return {
    envelope: 1,
    suite: { name: 'hubbub-conformance', version: '0.0.0', protocol: 1, cases: results.length },
    server: { target: 'some', tier: 'spawn', features: [], bindings: ['lines'] },
    host: { platform: 'linux', cpus: 2, runtime: 'Node', jitterMs: 1 },
    run: {
      profile: 'core',
      seed: 7,
      shuffle: false,
      repeat: 1,
      startedAt: '2026-01-01T00:00:00.000Z',
      ms: 1_500,
      aborted,
    },
    results,
    staleExpectations: [],
    falseClaims: [],
    counts: countVerdicts(results),
  };
}
