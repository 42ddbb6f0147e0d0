// Everything that travels as one JSON Schema document, for other languages and tools. Generated from the TypeBox
// schemas; what JSON Schema cannot say (bytes, forms of nicks, limits in force) stays with PROTOCOL.md.
import type { TSchema } from 'typebox';
import { EntrantSchema } from './entrant.ts';
import { ClientFrames, ServerFrames } from './frames.ts';
import { LimitsSchema } from './limits.ts';
import { ReadyLineSchema, ServerConfigSchema, StatsSchema } from './process.ts';

const named = (prefix: string, schemas: Readonly<Record<string, TSchema>>): Record<string, TSchema> =>
  Object.fromEntries(Object.entries(schemas).map(([type, schema]) => [`${prefix}.${type}`, schema]));

const anyOf = (names: readonly string[]): object => ({
  anyOf: names.map((name) => ({ $ref: `#/$defs/${name}` })),
});

/**
 * A JSON Schema document (2020-12) as plain data: `ClientFrame` and `ServerFrame`, every frame as `client.<type>` or
 * `server.<type>`, and `Limits`, `ServerConfig`, `ReadyLine`, `Stats` and `Entrant` under `$defs` (FRAME-8, §13).
 */
export function jsonSchemas(): object {
  const client = named('client', ClientFrames);
  const server = named('server', ServerFrames);
  const document = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:hubbub:protocol:1',
    title: 'The Hubbub protocol, version 1',
    description:
      'Generated from packages/protocol/src. Lengths of strings are characters here and bytes in PROTOCOL.md.',
    ...anyOf(['ClientFrame', 'ServerFrame']),
    $defs: {
      ClientFrame: anyOf(Object.keys(client)),
      ServerFrame: anyOf(Object.keys(server)),
      ...client,
      ...server,
      Limits: LimitsSchema,
      ServerConfig: ServerConfigSchema,
      ReadyLine: ReadyLineSchema,
      Stats: StatsSchema,
      Entrant: EntrantSchema,
    },
  };
  return JSON.parse(JSON.stringify(document));
}
