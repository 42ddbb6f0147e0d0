// Writes what is generated: asyncapi.json, schema.json and the table of PROTOCOL.md §10 from the source, clauses.json
// from PROTOCOL.md.
// A test fails where one of them is stale. Formatting is left to the formatter.
import { readFileSync, writeFileSync } from 'node:fs';
import { createAsyncApiDocument, jsonSchemas } from '../src/index.ts';
import { parseClauses, parseSections } from './clauses.ts';
import { withErrorTable } from './error-table.ts';

const folder = new URL('../', import.meta.url);
const write = (name: string, text: string): void => writeFileSync(new URL(name, folder), text);

write('asyncapi.json', `${JSON.stringify(createAsyncApiDocument(), null, 2)}\n`);
write('schema.json', `${JSON.stringify(jsonSchemas(), null, 2)}\n`);
const text = withErrorTable(readFileSync(new URL('PROTOCOL.md', folder), 'utf8'));
write('PROTOCOL.md', text);
write(
  'clauses.json',
  `${JSON.stringify({ sections: parseSections(text), clauses: parseClauses(text) }, null, 2)}\n`,
);
