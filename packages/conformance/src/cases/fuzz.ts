// Requests that are broken in one place each, drawn from the run's seed: for the fuzz of SEC-1. Nothing here sends.
import { ClientFrames } from '@hubbub/protocol';
import type { OutFrame } from '../peers/peer.ts';

const JUNK: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  1e308,
  2 ** 53,
  '',
  ' ',
  'x'.repeat(300),
  '\u0000',
  '\ud800',
  '\udfff\ud800',
  '\u202e\u0007\u001b[31m',
  '__proto__',
  'constructor',
  '../../etc/passwd',
  '%s%n%x',
  '{{7*7}}',
  "'; DROP TABLE rooms; --",
  [],
  [[[[[[[[]]]]]]]],
  {},
  { type: 'say' },
  { toString: null, valueOf: 1 },
  ['__proto__'],
];
/** Every member of every request, but `since`: what a replay brings is for the cases of HIST. */
const MEMBERS = [
  ...new Set(Object.values(ClientFrames).flatMap(({ properties }) => Object.keys(properties))),
].filter((name) => !['type', 'version', 'since'].includes(name));
const PIECES = ['{', '}', '[', ']', '"', ',', ':', '\\', '\\u', 'null', '1e999', '\u0001', '🦊', ' '];

const pick = <T>(from: readonly T[], random: () => number): T =>
  from[Math.floor(random() * from.length)] as T;

/** A request with a few members replaced, left out, doubled in another's place or made up. */
export function brokenFrame(room: string, random: () => number): OutFrame {
  const requests: readonly OutFrame[] = [
    { type: 'join', room },
    { type: 'leave', room },
    { type: 'say', room, text: 'fuzz', id: 'i', ref: 'r' },
    { type: 'direct', to: 'nobody', text: 'fuzz', ref: 'r' },
    { type: 'rename', nick: 'fuzz', ref: 'r' },
    { type: 'who', room, after: 'a' },
    { type: 'rooms', after: 'a' },
    { type: 'history', room, before: 5, limit: 5 },
    { type: 'ping', data: 1 },
    // Without a version: one that is not offered would end the connection.
    { type: 'hello', nick: 'fuzz', session: 's' },
  ];
  const frame: { type: string; [member: string]: unknown } = { ...pick(requests, random) };
  for (let i = Math.floor(random() * 3); i >= 0; i--) {
    const member = pick(MEMBERS, random);
    if (random() < 0.2) delete frame[member];
    else frame[member] = pick(JUNK, random);
  }
  return frame;
}

/** A text with a piece cut out, put in or replaced: mostly no JSON any more. */
export function brokenText(text: string, random: () => number): string {
  const at = Math.floor(random() * text.length);
  const length = Math.floor(random() * 6);
  const piece = random() < 0.7 ? pick(PIECES, random) : '';
  return (text.slice(0, at) + piece + text.slice(at + length)).replace(/[\r\n]/g, ' ');
}
