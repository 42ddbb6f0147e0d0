// Whether a value is a results file of this version.
import { HubbubError } from '@hubbub/protocol';
import { Value } from 'typebox/value';
import { type Results, ResultsSchema } from './schema.ts';

/**
 * Checks what was read from a `results.json` and gives it its type.
 * @throws HubbubError `argument_invalid` naming the first place that is wrong.
 */
export function parseResults(value: unknown): Results {
  if (Value.Check(ResultsSchema, value)) return value;
  const [error] = Value.Errors(ResultsSchema, value);
  throw new HubbubError('argument_invalid', `results: ${error?.instancePath ?? ''} ${error?.message ?? ''}`);
}
