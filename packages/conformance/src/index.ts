// The public surface of the conformance suite; names only, no logic.
export type { CaseDraft, CaseNeeds, ConformanceCase, Level } from './case.ts';
export { defineCase, levelOf } from './case.ts';
export { type Collection, type LeftOut, readEnvelopes } from './collection.ts';
export { conform, type Judged } from './command/conform.ts';
export { diff } from './command/diff.ts';
export {
  ATTACH_OPTIONS,
  type ConformChoice,
  type OptionDefinition,
  REPORT_OPTIONS,
  readChoice,
  SELECTION_OPTIONS,
} from './command/options.ts';
export { PROBE_OPTIONS, probe } from './command/probe.ts';
export { createStatusLine, duration, type StatusLine } from './command/status-line.ts';
export type { Surroundings } from './command/surroundings.ts';
export { writeReport } from './command/write-report.ts';
export type { CaseResult, Envelope, Failure, StaleExpectation, Verdict, WireLine } from './envelope.ts';
export {
  type ConformanceTest,
  conformanceCases,
  describeConformance,
  describeEntrant,
  describeVariants,
  type TestRunner,
} from './library.ts';
export { type ListedCase, listCases } from './list-cases.ts';
export { mutantTarget } from './mutants/mutant-target.ts';
export { toBadge } from './report/badge.ts';
export { formatFailures, formatResult, formatSummary } from './report/console.ts';
export { type Change, diffEnvelopes, formatDiff, isRegression } from './report/diff.ts';
export { toJUnit } from './report/junit.ts';
export { toMarkdown } from './report/markdown.ts';
export { toHtml } from './report/matrix/page.ts';
export { formatOverview, type Paint, type TablePaints } from './report/table.ts';
export { toTap } from './report/tap.ts';
export type { ProfileChoice } from './runner/plan.ts';
export { type ConformanceOptions, type ProgressEvent, runConformance } from './runner/run.ts';
export { type RunAllOptions, runAll } from './runner/run-all.ts';
export { type ExitStatus, exitStatusOf, exitStatusOfAll } from './runner/verdict.ts';
export { SUITE_LIMITS } from './suite-limits.ts';
export type { ProcessEnd, RunningServer, Target } from './target.ts';
export { type AttachedAddresses, attachedTarget } from './targets/attached.ts';
export { type EntrantChoice, entrantTarget, type LoadedEntrant, readEntrant } from './targets/entrant.ts';
export { functionTarget, type StartedInProcess } from './targets/function.ts';
export { type MissingRequirement, missingRequirements } from './targets/requirements.ts';
