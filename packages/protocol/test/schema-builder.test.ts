// The builders against typebox's own: the same JSON, and the same verdicts of its compiler.
import Typebox from 'typebox';
import { Compile } from 'typebox/schema';
import { expect, test } from 'vitest';
import { Type } from '../src/schema-builder.ts';

/** One schema of every kind, made by either. */
const schemaBy = (make: typeof Type) => {
  const inner = make.Object({
    word: make.String({ minLength: 1, description: 'a word' }),
    count: make.Optional(make.Integer({ minimum: 0 })),
  });
  return make.Object(
    {
      plain: make.Boolean(),
      anything: make.Optional(make.Unknown()),
      yes: make.Literal(true),
      word: make.Literal('word'),
      one: make.Literal(1),
      choice: make.Enum(['a', 'b']),
      list: make.Array(make.Optional(make.String()), { minItems: 1 }),
      either: make.Union([make.String(), inner]),
      some: make.Optional(make.Partial(inner, { additionalProperties: false })),
      none: make.Object({}, { additionalProperties: false }),
    },
    { additionalProperties: false, description: 'everything' },
  );
};
const right = {
  plain: false,
  yes: true,
  word: 'word',
  one: 1,
  choice: 'a',
  list: ['x'],
  either: { word: 'w' },
  some: {},
  none: {},
};

test('the schemas are those of typebox, member by member', () => {
  expect(JSON.stringify(schemaBy(Type))).toBe(JSON.stringify(schemaBy(Typebox)));
});

test('what is optional may be absent, and what is required may not', () => {
  const validator = Compile(schemaBy(Type));
  expect(validator.Check(right)).toBe(true);
  for (const name of Object.keys(right).filter((member) => member !== 'some'))
    expect(validator.Check({ ...right, [name]: undefined })).toBe(false);
});
