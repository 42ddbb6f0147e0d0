// Parameters on the command line: `members=500` changes one member of a scenario, `load.ratePerSecond=20` one further in.
// Whether the result is a scenario is for its schema to say.
import { HubbubError } from '@hubbub/protocol';

/**
 * A copy of a scenario file's value with parameters put in. A value is JSON where it can be read so, else a string.
 * @throws HubbubError `argument_invalid` for a parameter without `=`, or one that leads into what is no object.
 */
export function applyParams(value: unknown, params: readonly string[]): unknown {
  const result: unknown = structuredClone(value);
  for (const param of params) {
    const at = param.indexOf('=');
    if (at < 1) throw new HubbubError('argument_invalid', `--param must be name=value, not "${param}"`);
    put(result, param.slice(0, at).split('.'), readValue(param.slice(at + 1)), param);
  }
  return result;
}

function put(target: unknown, path: readonly string[], value: unknown, param: string): void {
  const [name = '', ...rest] = path;
  if (typeof target !== 'object' || target === null || Array.isArray(target)) {
    throw new HubbubError('argument_invalid', `--param ${param}: nothing has a member "${name}" there`);
  }
  const object = target as Record<string, unknown>;
  if (rest.length === 0) {
    if (value === undefined) delete object[name];
    else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
    return;
  }
  if (!Object.hasOwn(object, name)) put(object, [name], {}, param);
  put(object[name], rest, value, param);
}

/** Nothing after the `=` takes the member away. */
function readValue(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
