// The suite as a library: the same cases as tests of any runner. The whole selection runs at once, as in the command,
// when the first test asks for its result; each test then tells its own.
import type { Binding } from '@hubbub/protocol';
import { ALL_CASES } from './cases/catalogue.ts';
import type { CaseResult, Envelope } from './envelope.ts';
import { formatFailures } from './report/console.ts';
import { type PlannedRun, planRuns } from './runner/plan.ts';
import { type ConformanceOptions, runConformance } from './runner/run.ts';
import { entrantTarget, readEntrant } from './targets/entrant.ts';

/** One test of a runner. */
export interface ConformanceTest {
  /** `ROOM-4.1 websocket MUST …`. */
  readonly title: string;
  /** Rejects where the case fails, passes unexpectedly, could not run, or the suite is at fault. */
  run(): Promise<void>;
}

/** What {@link describeConformance} needs of a test runner; vitest, jest and node:test have it. */
export interface TestRunner {
  describe(title: string, define: () => void): void;
  test(title: string, run: () => Promise<void>, timeoutMs?: number): void;
}

const WHOLE_RUN_MS = 180_000;

/** The cases that apply to a target, for any runner: `for (const { title, run } of conformanceCases(…)) test(title, run)`. */
export function conformanceCases(options: ConformanceOptions): ConformanceTest[] {
  const { target, profile = 'core', caseIds, bindings, cases = ALL_CASES } = options;
  const selection = { profile, only: caseIds, bindings, repeat: 1, shuffle: false, seed: 0 };
  let running: Promise<Map<string, { result: CaseResult; envelope: Envelope }>> | undefined;
  const resultOf = async ({ case: test, binding }: PlannedRun) => {
    running ??= runConformance({ ...options, repeat: 1 }).then(
      (envelope) =>
        new Map(envelope.results.map((result) => [keyOf(result.id, result.binding), { result, envelope }])),
    );
    return (await running).get(keyOf(test.id, binding));
  };
  return planRuns(cases, target, selection).map((planned) => ({
    title: `${planned.case.id} ${planned.binding} ${planned.case.title}`,
    async run() {
      const found = await resultOf(planned);
      if (found === undefined) throw new Error('the run was cut short before this case');
      const { result, envelope } = found;
      if (['pass', 'weak', 'n/a', 'expected-fail'].includes(result.verdict)) return;
      const told = formatFailures({ ...envelope, results: [result] });
      throw new Error(told || `${result.verdict}: ${result.reason}`);
    },
  }));
}

/** Defines the cases that apply to a target as tests: `describeConformance({ target }, { describe, test })`. */
export function describeConformance(options: ConformanceOptions, { describe, test }: TestRunner): void {
  describe(`conformance of ${options.target.argument}`, () => {
    for (const { title, run } of conformanceCases(options)) test(title, run, WHOLE_RUN_MS);
  });
}

/** What of `core` and `robust` a fan-out mode can get wrong; all else is the same in every mode. */
const FANOUT_CASES = ALL_CASES.filter(
  ({ profile, clause }) =>
    (profile === 'core' || profile === 'robust') && /^(?:ROOM|SAY|ORDER|FLOW)-/.test(clause),
).map(({ id }) => id);

/**
 * Defines what an entrant.json promises as tests: profile `core`, and in each further fan-out mode the cases of `core` and
 * `robust` that depend on it.
 * @throws HubbubError `config_invalid` where there is no valid entrant.json in `folder`.
 */
export function describeEntrant(folder: string, runner: TestRunner): void {
  describeConformance({ target: entrantTarget(folder) }, runner);
  for (const fanout of readEntrant(folder).entrant.fanout.slice(1)) {
    describeConformance({ target: entrantTarget(folder, { fanout }), caseIds: FANOUT_CASES }, runner);
  }
}

/**
 * Defines profile `core` of each variant of an entrant.json as tests.
 * @throws HubbubError `config_invalid` where there is no valid entrant.json in `folder`.
 */
export function describeVariants(folder: string, runner: TestRunner): void {
  for (const { id: variant } of readEntrant(folder).entrant.variants) {
    describeConformance({ target: entrantTarget(folder, { variant }) }, runner);
  }
}

const keyOf = (id: string, binding: Binding): string => `${id} ${binding}`;
