// Writes what is generated: asyncapi.json, schema.json, the compiled check of a configuration and the table of
// PROTOCOL.md §10 from the source, clauses.json from PROTOCOL.md.
// A test fails where one of them is stale. Formatting is left to the formatter.
import { readFileSync, writeFileSync } from 'node:fs';
import { createAsyncApiDocument } from '../src/asyncapi.ts';
import { jsonSchemas } from '../src/json-schemas.ts';
import { parseClauses, parseSections } from './clauses.ts';
import { compiledServerConfigCheck } from './compiled-check.ts';
import { withErrorTable } from './error-table.ts';

const folder = new URL('../', import.meta.url);
const write = (name: string, text: string): void => writeFileSync(new URL(name, folder), text);

write('asyncapi.json', `${JSON.stringify(createAsyncApiDocument(), null, 2)}\n`);
write('schema.json', `${JSON.stringify(jsonSchemas(), null, 2)}\n`);
write('src/server-config.compiled.ts', compiledServerConfigCheck());
const text = withErrorTable(readFileSync(new URL('PROTOCOL.md', folder), 'utf8'));
write('PROTOCOL.md', text);
write(
  'clauses.json',
  `${JSON.stringify({ sections: parseSections(text), clauses: parseClauses(text) }, null, 2)}\n`,
);
