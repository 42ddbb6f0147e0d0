// The engine reads no clock, makes no chance, sets no timer and knows no platform: its ports do. The types are held
// to that by tsconfig.json (no Node, no DOM); this looks at the words.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const SRC = join(import.meta.dirname, '../src');
const FORBIDDEN =
  /\bnode:|\bDate\b|Math\.random|\bset(?:Timeout|Interval|Immediate)\b|queueMicrotask|\bprocess\b|\bBuffer\b|\bglobalThis\b|\bcrypto\b|\bperformance\b|\bawait\b|\bPromise\b/;

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));

test('the sources are found', () => {
  expect(files).toContain('chat.ts');
  expect(files.length).toBeGreaterThan(15);
});

test.each(files)('%s has no clock, chance, timer or platform in it', (file) => {
  const code = readFileSync(join(SRC, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
  expect(code).not.toMatch(FORBIDDEN);
  const imports = [...code.matchAll(/from '([^']+)'/g)].map((match) => match[1]);
  for (const source of imports) expect(source).toMatch(/^@hubbub\/protocol$|^\.\.?\//);
});
