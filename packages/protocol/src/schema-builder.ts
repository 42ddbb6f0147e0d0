// The few builders of JSON Schema that the protocol needs, with the types of typebox and without its 700 modules: they
// were half of what a server takes to start (docs/adr/0008-schemas-without-the-builder.md). No checks here.
import type { Type as Typebox } from 'typebox';

type Schema = Record<string, unknown>;

/** What typebox marks an optional member with; not enumerable, so that it is no part of the JSON. */
const OPTIONAL = '~optional';

function optional(schema: Schema): Schema {
  return Object.defineProperty({ ...schema }, OPTIONAL, { value: true });
}

function object(properties: Record<string, Schema>, options: Schema = {}): Schema {
  const required = Object.keys(properties).filter((name) => !(OPTIONAL in (properties[name] ?? {})));
  return { type: 'object', ...(required.length > 0 && { required }), properties, ...options };
}

const BUILDERS = {
  String: (options: Schema = {}): Schema => ({ type: 'string', ...options }),
  Integer: (options: Schema = {}): Schema => ({ type: 'integer', ...options }),
  Boolean: (options: Schema = {}): Schema => ({ type: 'boolean', ...options }),
  Unknown: (options: Schema = {}): Schema => ({ ...options }),
  Literal: (value: string | number | boolean, options: Schema = {}): Schema => ({
    type: typeof value,
    const: value,
    ...options,
  }),
  Enum: (values: readonly string[], options: Schema = {}): Schema => ({ enum: [...values], ...options }),
  Array: (items: Schema, options: Schema = {}): Schema => ({ type: 'array', items, ...options }),
  Union: (anyOf: readonly Schema[], options: Schema = {}): Schema => ({ anyOf: [...anyOf], ...options }),
  Object: object,
  Optional: optional,
  Partial: ({ properties }: { properties: Record<string, Schema> }, options: Schema = {}): Schema =>
    object(
      Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, optional(schema)])),
      options,
    ),
};

/** The builders, typed as typebox's own of the same names. */
export const Type = BUILDERS as unknown as Pick<typeof Typebox, keyof typeof BUILDERS>;
