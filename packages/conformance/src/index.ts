// The public surface of the conformance suite; names only, no logic.
export type { CaseDraft, CaseNeeds, ConformanceCase, Level, Profile } from './case.ts';
export { defineCase, levelOf, PROFILES } from './case.ts';
export type { CaseResult, Envelope, Failure, Verdict, WireLine } from './envelope.ts';
export { type ConformanceTest, conformanceCases, describeConformance, type TestRunner } from './library.ts';
export { type ListedCase, listCases } from './list-cases.ts';
export { mutantTarget } from './mutants/mutant-target.ts';
export { formatFailures, formatResult, formatSummary } from './report/console.ts';
export { toJUnit } from './report/junit.ts';
export { type ConformanceOptions, type ProgressEvent, runConformance } from './runner/run.ts';
export { type ExitStatus, exitStatusOf } from './runner/verdict.ts';
export { SUITE_LIMITS } from './suite-limits.ts';
export type { ProcessEnd, RunningServer, Target } from './target.ts';
export { type AttachedAddresses, attachedTarget } from './targets/attached.ts';
export { type EntrantChoice, entrantTarget } from './targets/entrant.ts';
export { functionTarget, type StartedInProcess } from './targets/function.ts';
