// `conform`: runs the suite against one server or many, tells how it goes, and writes the reports that were asked for.
import { HubbubError } from '@hubbub/protocol';
import type { Collection, LeftOut } from '../collection.ts';
import type { CaseResult, Envelope } from '../envelope.ts';
import { toBadge } from '../report/badge.ts';
import { formatFailures, formatSummary } from '../report/console.ts';
import { toJUnit } from '../report/junit.ts';
import { toMarkdown } from '../report/markdown.ts';
import { toHtml } from '../report/matrix/page.ts';
import { isMiss } from '../report/overview.ts';
import { formatOverview } from '../report/table.ts';
import { toTap } from '../report/tap.ts';
import { runAll } from '../runner/run-all.ts';
import { type ExitStatus, exitStatusOfAll } from '../runner/verdict.ts';
import type { Target } from '../target.ts';
import { fixExpectations } from './fix-expectations.ts';
import { type ConformChoice, REPORTS } from './options.ts';
import { conformProgress } from './progress.ts';
import { createStatusLine } from './status-line.ts';
import type { Surroundings } from './surroundings.ts';
import { writeReport } from './write-report.ts';

/** What is judged. */
export interface Judged {
  /** At least one, unless all are left out. */
  readonly targets: readonly Target[];
  readonly leftOut?: readonly LeftOut[];
}

/**
 * Runs, tells, writes; answers the exit status.
 * @throws HubbubError `argument_invalid` where a case is unknown, a report cannot be written, or `--fix` has no full run.
 */
export async function conform(
  { targets, leftOut = [] }: Judged,
  choice: ConformChoice,
  surroundings: Surroundings,
): Promise<ExitStatus> {
  const { caseIds, bindings, seed, shuffle, repeat, reports, isFixing } = choice;
  const isAlone = targets.length === 1 && leftOut.length === 0;
  if (reports.badge !== undefined && !isAlone)
    throw new HubbubError('argument_invalid', '--badge is of one server');
  const profile = choice.profile ?? (isAlone && !isFixing ? 'core' : 'claimed');
  if (isFixing && (caseIds ?? bindings ?? (profile === 'claimed' || profile === 'all' ? undefined : profile)))
    throw new HubbubError(
      'argument_invalid',
      '--fix needs a full run: no --case, no --binding, no single profile',
    );
  const status = createStatusLine(surroundings);
  const startedAt = new Date();
  const startMs = performance.now();
  for (const { target, reason } of leftOut) status.note(`left out: ${target}: ${reason}`);
  const envelopes = await runAll({
    ...conformProgress(status, targets.length),
    ...(caseIds && { caseIds }),
    ...(bindings && { bindings }),
    ...(seed !== undefined && { seed }),
    targets,
    profile,
    shuffle,
    repeat,
    command: surroundings.command,
    keepsWires: reports.html !== undefined,
    signal: surroundings.signal(),
  });
  status.clear();
  const { output, errorOutput, colors } = surroundings;
  const isPiped = Object.values(reports).includes('-');
  const say = (text: string): unknown => text !== '' && (isPiped ? errorOutput : output).write(`${text}\n`);
  for (const envelope of envelopes) {
    const { shown, more } = isAlone ? { shown: envelope, more: 0 } : firstMisses(envelope);
    say(formatFailures(shown, wireAddress(envelope, reports.html)));
    if (more > 0)
      say(`${envelope.server.target}: ${more} more; ${reports.html ?? 'run it alone and it'} tells all\n`);
  }
  for (const envelope of envelopes.filter((one) => isAlone || !isQuiet(one))) say(formatSummary(envelope));
  if (!isAlone) {
    const paints = { good: colors.green, bad: colors.red, doubtful: colors.yellow, quiet: colors.dim };
    say(`\n${formatOverview(envelopes, leftOut, paints)}`.trimEnd());
  }
  const whole = { startedAt: startedAt.toISOString(), ms: Math.round(performance.now() - startMs) };
  for (const name of REPORTS) {
    const file = reports[name];
    if (file === undefined) continue;
    writeReport(surroundings, file, WRITERS[name]({ collection: 1, ...whole, envelopes, leftOut }, isAlone));
    if (file !== '-' && !isAlone) say(`wrote ${file}`);
  }
  if (isFixing) for (const line of fixExpectations(targets, envelopes)) say(line);
  return exitStatusOfAll(envelopes, leftOut);
}

const WRITERS: Readonly<Record<(typeof REPORTS)[number], (all: Collection, isAlone: boolean) => string>> = {
  json: (all, isAlone) => {
    const envelopes = all.envelopes.map(withoutPassedWires);
    return `${JSON.stringify(isAlone ? envelopes[0] : { ...all, envelopes })}\n`;
  },
  html: ({ envelopes, leftOut }) => toHtml(envelopes, leftOut),
  junit: ({ envelopes }) => toJUnit(envelopes),
  tap: ({ envelopes }) => toTap(envelopes),
  markdown: ({ envelopes, leftOut }) => toMarkdown(envelopes, leftOut),
  badge: ({ envelopes: [envelope] }) => (envelope === undefined ? '' : toBadge(envelope)),
};

/** The JSON is for comparing and for other reports: what passed is not argued over. */
function withoutPassedWires(envelope: Envelope): Envelope {
  const results = envelope.results.map((result) => {
    const { wire: _, ...rest } = result;
    return result.verdict === 'pass' ? rest : result;
  });
  return { ...envelope, results };
}

/** Misses of one server among many that are told in full. */
const MISSES_TOLD = 3;

/** The first that a server misses; of many servers the page tells all. */
function firstMisses(envelope: Envelope): { shown: Envelope; more: number } {
  const missed = envelope.results.filter(isMiss);
  const shown = { ...envelope, results: missed.slice(0, MISSES_TOLD) };
  return { shown, more: missed.length - shown.results.length };
}

/** Where the page shows a result's wire log; without a page the log's end is told itself. */
function wireAddress(
  { server }: Envelope,
  page: string | undefined,
): ((result: CaseResult) => string) | undefined {
  if (page === undefined || page === '-') return undefined;
  return ({ binding, id }) => `${page}#${[server.target, binding, id].map(encodeURIComponent).join('/')}`;
}

/** Whether a server's row in the table says all that there is to say. */
function isQuiet({ staleExpectations, falseClaims, counts }: Envelope): boolean {
  return staleExpectations.length + falseClaims.length + counts['could-not-run'] === 0;
}
