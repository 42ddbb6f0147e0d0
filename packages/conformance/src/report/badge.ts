// The envelope as the JSON that shields.io makes a badge from (its "endpoint" badge).
import type { Envelope } from '../envelope.ts';
import { exitStatusOf } from '../runner/verdict.ts';

const SHOWN = {
  0: { word: 'conformant', color: 'brightgreen' },
  1: { word: 'not conformant', color: 'red' },
  2: { word: 'no verdict', color: 'lightgrey' },
  3: { word: 'incomplete', color: 'orange' },
} as const;

/** What `https://img.shields.io/endpoint?url=…` expects, as JSON. */
export function toBadge(envelope: Envelope): string {
  const { counts, run, suite } = envelope;
  const { word, color } = SHOWN[exitStatusOf(envelope)];
  const judged =
    counts.pass + counts.weak + counts.fail + counts['expected-fail'] + counts['unexpected-pass'];
  return `${JSON.stringify({
    schemaVersion: 1,
    label: `hubbub ${suite.version} ${run.profile}`,
    message: `${word}, ${counts.pass}/${judged}`,
    color,
    isError: color === 'red',
  })}\n`;
}
