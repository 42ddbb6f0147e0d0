// The envelope as JUnit XML, the format that CI systems read.
import type { CaseResult, Envelope } from '../envelope.ts';

/** One JUnit test suite a server. Missed wishes pass with a note; what could not run is a skip with its reason. */
export function toJUnit(envelopes: readonly Envelope[]): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    ...envelopes.flatMap(testSuite),
    '</testsuites>',
    '',
  ].join('\n');
}

function testSuite(envelope: Envelope): string[] {
  const { counts, results, run, server } = envelope;
  const failures = counts.fail + counts['unexpected-pass'];
  const skipped = counts['n/a'] + counts['could-not-run'] + counts['expected-fail'];
  const head = attributes({
    name: `hubbub conformance: ${server.target}`,
    tests: results.length,
    failures,
    errors: counts['harness-error'],
    skipped,
    time: (run.ms / 1000).toFixed(3),
    timestamp: run.startedAt,
  });
  return [`<testsuite ${head}>`, ...results.map(testCase), '</testsuite>'];
}

function testCase(result: CaseResult): string {
  const head = attributes({
    classname: `${result.clause}.${result.binding}`,
    name: `${result.id} ${result.title}`,
    time: (result.ms / 1000).toFixed(3),
  });
  const body = bodyOf(result);
  return body === '' ? `  <testcase ${head}/>` : `  <testcase ${head}>${body}</testcase>`;
}

function bodyOf({ verdict, failure, reason, wire = [], reproduce }: CaseResult): string {
  const message = failure ? `expected ${failure.expected}; seen: ${failure.seen}` : (reason ?? verdict);
  const log = wire
    .map(({ atMs, peer, direction, text }) => `${atMs} ${peer} ${direction} ${text}`)
    .join('\n');
  const detail = escaped([reproduce, log].filter(Boolean).join('\n'));
  switch (verdict) {
    case 'pass':
      return '';
    case 'weak':
      return `<system-out>${escaped(message)}</system-out>`;
    case 'harness-error':
      return `<error ${attributes({ message })}>${detail}</error>`;
    case 'fail':
    case 'unexpected-pass':
      return `<failure ${attributes({ message, type: failure?.clause ?? verdict })}>${detail}</failure>`;
    default:
      return `<skipped ${attributes({ message: `${verdict}: ${message}` })}/>`;
  }
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}="${escaped(String(value))}"`)
    .join(' ');
}

/** XML 1.0 has no place for most control characters, not even escaped. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/(?![\t\n\r])\p{Cc}|[\uFFFE\uFFFF]/gu, '\uFFFD')
    .replace(/[<>&"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
