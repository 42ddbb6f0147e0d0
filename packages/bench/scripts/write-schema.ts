// Writes the published JSON Schema of results.json from the TypeBox schema; a test fails where the file is stale.
//
//   node scripts/write-schema.ts
import { writeFileSync } from 'node:fs';
import { ResultsSchema } from '../src/results/schema.ts';

const file = new URL('../schema/results.schema.generated.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(ResultsSchema, null, 2)}\n`);
