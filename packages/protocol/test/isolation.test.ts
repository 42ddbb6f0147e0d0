// The package runs in any JavaScript runtime: no Node in its source, one dependency, types without Node's or the DOM's.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const folder = new URL('../', import.meta.url);
const sources = readdirSync(new URL('src', folder), { recursive: true, encoding: 'utf8' });

describe.each(sources)('src/%s', (name) => {
  const source = readFileSync(new URL(`src/${name}`, folder), 'utf8');
  test('imports its own files and typebox alone', () => {
    for (const [, from = ''] of source.matchAll(/(?:\bfrom|\bimport\()\s*'([^']+)'/g)) {
      expect(from).toMatch(/^(\.\/[a-z.-]+\.ts|typebox(\/schema|\/guard)?)$/);
    }
  });
});

test('the only run-time dependency is typebox', () => {
  const manifest = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'));
  expect(Object.keys(manifest.dependencies)).toStrictEqual(['typebox']);
});

test('the source has types without Node and without the DOM', () => {
  const typescript = createRequire(import.meta.url).resolve('typescript/package.json');
  const tsc = new URL('bin/tsc', `file://${typescript}`);
  execFileSync(process.execPath, [fileURLToPath(tsc), '-p', fileURLToPath(new URL('tsconfig.json', folder))]);
});
