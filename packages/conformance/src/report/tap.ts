// The envelope as TAP 14: one test point a result, with what went wrong as YAML beneath it.
import type { CaseResult, Envelope } from '../envelope.ts';
import { formatSummary } from './console.ts';

/** Whole runs as one TAP document. What did not apply or could not run is a skip, an expected failure a todo. */
export function toTap(envelopes: readonly Envelope[]): string {
  const points = envelopes.flatMap(({ results, server }) => results.map((result) => ({ result, server })));
  return [
    'TAP version 14',
    `1..${points.length}`,
    ...points.flatMap(({ result, server }, index) => testPoint(result, index + 1, server.target)),
    ...envelopes.flatMap((envelope) =>
      formatSummary(envelope)
        .split('\n')
        .map((line) => `# ${line}`),
    ),
    '',
  ].join('\n');
}

function testPoint(result: CaseResult, number: number, target: string): string[] {
  const { id, binding, title, verdict, reason, failure, reproduce, ms, flaky } = result;
  const isOk = verdict !== 'fail' && verdict !== 'harness-error' && verdict !== 'unexpected-pass';
  // A missed wish counts for the suite but not against the server: that is what TAP calls a todo.
  const isTodo = verdict === 'weak' || verdict === 'expected-fail';
  const isSkip = verdict === 'n/a' || verdict === 'could-not-run';
  const directive = isTodo
    ? ` # TODO ${verdict}`
    : isSkip
      ? ` # SKIP ${verdict}: ${escaped(reason ?? '')}`
      : '';
  const head = `${isOk && !isTodo ? 'ok' : 'not ok'} ${number} - ${escaped(`${target} ${id} ${binding} ${title}`)}${directive}`;
  const details = {
    duration_ms: ms,
    ...(reason !== undefined && { reason }),
    ...(failure && { clause: failure.clause, expected: failure.expected, seen: failure.seen }),
    ...(flaky && { flaky }),
    ...(reproduce !== undefined && { reproduce }),
  };
  if (verdict === 'pass' || isSkip) return [head];
  // A JSON string is a YAML string as well.
  return [
    head,
    '  ---',
    ...Object.entries(details).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`),
    '  ...',
  ];
}

/** A description may hold neither a bare `#` nor a line's end. */
const escaped = (text: string): string => text.replace(/[\\#]/g, '\\$&').replace(/\s+/g, ' ');
