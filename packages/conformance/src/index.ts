// The public surface of the conformance suite; names only, no logic.
export type { CaseDraft, CaseNeeds, ConformanceCase, Level, Profile } from './case.ts';
export { defineCase, levelOf, PROFILES } from './case.ts';
export type { CaseResult, Envelope, Failure, Verdict, WireLine } from './envelope.ts';
export { SUITE_LIMITS } from './suite-limits.ts';
export type { ProcessEnd, RunningServer, Target } from './target.ts';
