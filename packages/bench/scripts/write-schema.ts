// Writes the published JSON Schemas of results.json and of scenario files from the TypeBox schemas; a test fails where a
// file is stale.
//
//   node scripts/write-schema.ts
import { writeFileSync } from 'node:fs';
import { ResultsSchema } from '../src/results/schema.ts';
import { ScenarioSchema } from '../src/scenario.ts';

const schemas = { results: ResultsSchema, scenario: ScenarioSchema };

for (const [name, schema] of Object.entries(schemas)) {
  const file = new URL(`../schema/${name}.schema.generated.json`, import.meta.url);
  writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`);
}
