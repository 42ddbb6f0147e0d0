// The generated documents: not stale, valid by the official AsyncAPI schema, and of use to a validator that is not ours.
import { readFileSync } from 'node:fs';
import asyncApiSpecs from '@asyncapi/specs';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parseClauses, parseSections } from '../scripts/clauses.ts';
import { compiledServerConfigCheck } from '../scripts/compiled-check.ts';
import {
  BINDINGS,
  ClientFrames,
  createAsyncApiDocument,
  errorFrame,
  jsonSchemas,
  ServerFrames,
} from '../src/index.ts';

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8'));

test('asyncapi.json, schema.json and clauses.json are not stale', () => {
  expect(read('asyncapi.json')).toStrictEqual(createAsyncApiDocument());
  expect(read('schema.json')).toStrictEqual(jsonSchemas());
  const text = readFileSync(new URL('../PROTOCOL.md', import.meta.url), 'utf8');
  expect(read('clauses.json')).toStrictEqual({ sections: parseSections(text), clauses: parseClauses(text) });
});

test('the compiled check of a configuration is not stale', () => {
  const made = readFileSync(new URL('../src/server-config.compiled.ts', import.meta.url), 'utf8');
  expect(made).toBe(compiledServerConfigCheck());
});

test('clauses are read up to the next item, with wrapped lines joined', () => {
  const clauses = parseClauses(
    '## 1. Frames\n\n- A-1 It MUST be\n  so.\n- A-2 It is.\n\nText.\n\n## 2. More\n\n- B-1 It MUST.\n',
  );
  expect(clauses).toEqual([
    { id: 'A-1', section: 1, text: 'It MUST be so.', isMust: true },
    { id: 'A-2', section: 1, text: 'It is.', isMust: false },
    { id: 'B-1', section: 2, text: 'It MUST.', isMust: true },
  ]);
});

describe('asyncapi.json', () => {
  const document = createAsyncApiDocument() as {
    channels: Record<string, unknown>;
    operations: Record<string, unknown>;
    components: { messages: Record<string, unknown> };
  };
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  const officialSchema: object = asyncApiSpecs.schemasWithoutId['3.0.0'];
  const isAsyncApi = ajv.compile(officialSchema);

  test('is valid by the official schema of AsyncAPI 3.0', () => {
    expect(isAsyncApi(document) ? [] : isAsyncApi.errors).toStrictEqual([]);
  });
  test('the official schema would tell', () => {
    expect(isAsyncApi({ ...document, operations: { x: { action: 'shout' } } })).toBe(false);
  });
  test('every reference leads somewhere', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
      ([, path]) => path as string,
    );
    expect(refs.length).toBeGreaterThan(100);
    for (const path of refs) {
      let at: unknown = document;
      for (const step of path.split('/')) at = (at as Record<string, unknown> | undefined)?.[step];
      expect(at, path).toBeDefined();
    }
  });
  test('covers every binding, frame and request', () => {
    expect(Object.keys(document.channels)).toHaveLength(BINDINGS.length);
    expect(Object.keys(document.components.messages)).toStrictEqual([
      ...Object.keys(ClientFrames).map((type) => `client.${type}`),
      ...Object.keys(ServerFrames).map((type) => `server.${type}`),
    ]);
    expect(Object.keys(document.operations)).toHaveLength(
      BINDINGS.length * (Object.keys(ClientFrames).length + 1),
    );
  });
});

describe('schema.json', () => {
  const ajv = new Ajv2020({ strict: true, strictTypes: false });
  ajv.addSchema(jsonSchemas(), 'hubbub');
  const check = (name: string, value: unknown): boolean =>
    ajv.validate({ $ref: `hubbub#/$defs/${name}` }, value);

  test('compiles in strict mode and tells frames apart', () => {
    expect(check('ClientFrame', { type: 'say', room: 'a', text: 'x' })).toBe(true);
    expect(check('ClientFrame', { type: 'say', room: 'a' })).toBe(false);
    expect(check('client.hello', { type: 'hello', version: 1, nick: 'ann' })).toBe(true);
    expect(check('ServerFrame', errorFrame('internal'))).toBe(true);
    expect(check('ServerFrame', { type: 'error' })).toBe(false);
    expect(check('ServerConfig', { prot: 1 })).toBe(false);
  });
});
