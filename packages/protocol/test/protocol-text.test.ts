// PROTOCOL.md, the error table, the close codes, the limits and the schemas are held against each other both ways.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { errorTable, withErrorTable } from '../scripts/error-table.ts';
import {
  CLOSE,
  ClientFrames,
  DEFAULT_LIMITS,
  EVENT_TYPES,
  isFatal,
  LimitsSchema,
  LOCAL_ERRORS,
  REPLY_TYPES,
  ServerFrames,
  WIRE_ERRORS,
  type WireErrorCode,
} from '../src/index.ts';

const text = readFileSync(new URL('../PROTOCOL.md', import.meta.url), 'utf8');
const wireCodes = Object.keys(WIRE_ERRORS) as WireErrorCode[];

describe('errors (§10)', () => {
  test('the table in the text is fresh', () => {
    expect(withErrorTable(text)).toBe(text);
    expect(text).toContain(errorTable());
  });
  test('every code that the text names has an entry', () => {
    const named = [...text.matchAll(/`error ([a-z_\d]+)/g)].map(([, code]) => code);
    expect(named.length).toBeGreaterThan(20);
    for (const code of named) expect(wireCodes).toContain(code);
  });
  test('every entry is named outside the table', () => {
    const clauses = text.replace(errorTable(), '');
    for (const code of wireCodes) expect(clauses).toMatch(new RegExp(`\`(error )?${code}[\` ]`));
  });
  test('the schema of error frames has exactly these codes', () => {
    expect((ServerFrames.error.properties.code as unknown as { enum: string[] }).enum).toStrictEqual(
      wireCodes,
    );
  });
  test('what the text closes is fatal', () => {
    const closed = [...text.matchAll(/`error ([a-z_\d]+)[^`]*`[^.;]{0,60}and a close/g)].map(
      ([, code]) => code,
    );
    expect(closed).toContain('too_many_errors');
    for (const code of closed) expect(isFatal(code as WireErrorCode)).toBe(true);
  });
  test('no code is both local and on the wire', () => {
    for (const code of Object.keys(LOCAL_ERRORS)) expect(wireCodes).not.toContain(code);
  });
});

test('CLOSE-1 lists exactly the close codes', () => {
  const clause = /^- CLOSE-1 .*$/m.exec(text)?.[0] ?? '';
  const listed = [...clause.matchAll(/\b([14]\d{3})\b/g)].map(([code]) => Number(code));
  expect(listed.sort()).toStrictEqual(Object.values(CLOSE).sort());
});

test('the limits of §12 are those of the code, with their defaults', () => {
  const section = text.slice(text.indexOf('## 12'), text.indexOf('- LIMIT-1'));
  const defaults = new Map<string, number>();
  for (const row of section.split('\n').filter((line) => line.startsWith('| '))) {
    const cells = row.split('|').map((cell) => cell.replaceAll(/\([^)]*\)|°/g, '').trim());
    for (const at of [1, 4]) {
      const names = (cells[at] ?? '').split(' / ').map((name) => name.trim());
      const values = (cells[at + 1] ?? '').split(' / ');
      for (const [i, name] of names.entries()) {
        if (/^[a-z]+[A-Z]/.test(name)) defaults.set(name, Number((values[i] ?? '').replaceAll(' ', '')));
      }
    }
  }
  expect(Object.fromEntries(defaults)).toStrictEqual({ ...DEFAULT_LIMITS });
  expect(Object.keys(LimitsSchema.properties)).toStrictEqual(Object.keys(DEFAULT_LIMITS));
});

describe('clauses', () => {
  const ids = [...text.matchAll(/^- ([A-Z]+\d?-\d+) /gm)].map(([, id]) => id as string);
  test('every id is there once, and numbers have no gaps', () => {
    expect(ids.length).toBeGreaterThan(80);
    expect(new Set(ids).size).toBe(ids.length);
    const counts = new Map<string, number>();
    for (const id of ids) {
      const [family = '', number] = id.split('-');
      const expected = (counts.get(family) ?? 0) + 1;
      expect(Number(number), id).toBe(expected);
      counts.set(family, expected);
    }
  });
  test('every clause that the text, the code or a vector refers to exists', () => {
    const files = ['PROTOCOL.md', 'src/frames.ts', 'src/parse-request.ts', 'src/lines.ts', 'src/limits.ts'];
    files.push(
      'src/websocket-decoder.ts',
      'src/checks.ts',
      'src/asyncapi.ts',
      'vectors/requests.json',
      'vectors/lines.json',
    );
    for (const file of files) {
      const content = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
      for (const [id] of content.matchAll(
        /\b(?:FRAME|LINE|WS|SIO|BIND|HELLO|NICK|ROOM|WHO|SAY|ORDER|HIST|LIVE|FLOW|RATE|CAP|STOP|SEC|CLOSE|CLU|LIMIT|PROC|TLS)-\d+/g,
      )) {
        expect(ids, `${file}: ${id}`).toContain(id);
      }
    }
  });
});

test('each request and each frame that the text describes has a schema', () => {
  const described = new Set([...text.matchAll(/`([a-z_]+) \{/g)].map(([, type]) => type as string));
  const known = new Set([...Object.keys(ClientFrames), ...Object.keys(ServerFrames)]);
  for (const type of described) expect(known).toContain(type);
  for (const type of known) if (type !== 'pong') expect(described).toContain(type);
});

test('every server frame is a reply or an event, and every request has its reply', () => {
  expect(Object.keys(REPLY_TYPES)).toStrictEqual(Object.keys(ClientFrames));
  const sent = new Set<string | undefined>([...Object.values(REPLY_TYPES), ...EVENT_TYPES]);
  for (const type of Object.keys(ServerFrames)) expect(sent).toContain(type);
});
