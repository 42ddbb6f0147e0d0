// `--fix`: writes what a full run has shown into the servers' entrant.json. It fills in what it saw; reasons are for people.
import { readFileSync, writeFileSync } from 'node:fs';
import { type Expectation, HubbubError } from '@hubbub/protocol';
import type { CaseResult, Envelope } from '../envelope.ts';
import { messageOf } from '../runner/expectations.ts';
import type { Target } from '../target.ts';
import { readEntrant } from '../targets/entrant.ts';
import { withMember } from './json-member.ts';

const DAYS = 30;
const DAY_MS = 86_400_000;

/**
 * Rewrites the expectations of every target; answers a line for each change.
 * @throws HubbubError `argument_invalid` where a run was not full: then a case that is not there says nothing.
 */
export function fixExpectations(targets: readonly Target[], envelopes: readonly Envelope[]): string[] {
  const lines: string[] = [];
  for (const target of targets) {
    const envelope = envelopes.find(({ server }) => server.target === target.id);
    if (envelope === undefined || target.declaredIn === undefined || !isFull(envelope)) {
      throw new HubbubError(
        'argument_invalid',
        `--fix needs a full run of a declared server, and that of ${target.id} was not: nothing is changed for it`,
      );
    }
    const { file, variant } = target.declaredIn;
    const all = readEntrant(file).entrant.expectations;
    const own = target.expectations;
    const fixed = fixedExpectations(own, envelope);
    if (JSON.stringify(own) === JSON.stringify(fixed)) continue;
    const others = all.filter((expectation) => expectation.variant !== variant);
    const signed = fixed.map((expectation) =>
      variant === undefined ? expectation : { ...expectation, variant },
    );
    writeFileSync(file, withMember(readFileSync(file, 'utf8'), 'expectations', [...others, ...signed]));
    lines.push(
      ...without(own, fixed).map((id) => `${target.id}: ${id} is no longer expected to fail`),
      ...without(fixed, own).map((id) => `${target.id}: ${id} is expected to fail; give the reason`),
    );
    lines.push(`wrote ${file}`);
  }
  return lines;
}

/** The cases of one list that the other does not have. */
function without(list: readonly Expectation[], other: readonly Expectation[]): string[] {
  const ids = new Set(other.map(({ case: id }) => id));
  return list.flatMap(({ case: id }) => (ids.has(id) ? [] : [id]));
}

function isFull({ run, counts }: Envelope): boolean {
  const isWhole =
    run.only === undefined && (run.profile === 'all' || run.profile === 'claimed') && !run.aborted;
  return isWhole && counts['could-not-run'] + counts['harness-error'] === 0;
}

/**
 * What a server has to expect after a full run: what still fails, with the message as it is now. One that is past its end
 * stays as it is and goes on failing the run: a person has to decide.
 */
export function fixedExpectations(
  expectations: readonly Expectation[],
  { results, run: { startedAt } }: Pick<Envelope, 'results' | 'run'>,
): Expectation[] {
  const today = startedAt.slice(0, 10);
  const until = new Date(Date.parse(today) + DAYS * DAY_MS).toISOString().slice(0, 10);
  const isOpen = ({ id, verdict }: CaseResult): boolean =>
    verdict === 'fail' || verdict === 'expected-fail' || (verdict === 'weak' && known.has(id));
  const known = new Map(expectations.map((expectation) => [expectation.case, expectation]));
  const open = Map.groupBy(results.filter(isOpen), ({ id }) => id);
  return [...open].map(([id, failed]) => {
    const before = known.get(id);
    if (before !== undefined && before.until < today) return before;
    const message = commonStart(failed.map(messageOf));
    if (before !== undefined) {
      return failed.every((result) => messageOf(result).startsWith(before.message))
        ? before
        : { ...before, message };
    }
    return { case: id, message, reason: 'not explained yet: found by --fix', issue: 'none yet', until };
  });
}

/** What is common to the failures over all bindings; what was expected is enough, what was seen may differ. */
function commonStart(messages: readonly string[]): string {
  const [first = '', ...others] = messages.map((message) => message.slice(0, message.indexOf('; seen:')));
  let length = first.length;
  for (const other of others) {
    while (!other.startsWith(first.slice(0, length))) length--;
  }
  return first.slice(0, Math.max(length, 'expected '.length));
}
