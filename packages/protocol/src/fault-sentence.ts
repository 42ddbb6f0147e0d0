// From a schema and a value that breaks it to one sentence that a person can act on. Not exported from the package.
import type { TSchema } from 'typebox';
import type { Validator } from 'typebox/schema';

type Fault = ReturnType<Validator['Errors']>[1][number];

const memberOf = (pointer: string): string =>
  pointer
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.');

const inside = (pointer: string, name: string): string =>
  pointer === '' ? name : `${memberOf(pointer)}.${name}`;

/** The `description` of the schema at a schema path such as `#/properties/auth`. */
function descriptionAt(schema: TSchema, path: string): string | undefined {
  let at: unknown = schema;
  for (const step of path.split('/').slice(1)) at = (at as Record<string, unknown> | undefined)?.[step];
  return (at as { description?: string } | undefined)?.description;
}

/** The faults of a union's branches say nothing beside the fault of the union itself. */
function firstTelling(faults: readonly Fault[]): Fault | undefined {
  const union = faults.find(({ keyword }) => keyword === 'anyOf');
  const isOfBranch = (fault: Fault): boolean =>
    union !== undefined && fault.schemaPath.startsWith(`${union.schemaPath}/anyOf/`);
  return faults.find((fault) => fault.keyword !== 'boolean' && !isOfBranch(fault));
}

/** One sentence that names the member at fault, e.g. `the ready line: member "pid" must be integer`. */
export function faultSentence(what: string, schema: TSchema, faults: readonly Fault[]): string {
  const fault = firstTelling(faults);
  if (fault === undefined) return `${what} is malformed`;
  const { instancePath, message, schemaPath } = fault;
  if (fault.keyword === 'additionalProperties') {
    return `${what}: unknown member "${inside(instancePath, fault.params.additionalProperties[0] ?? '')}"`;
  }
  if (fault.keyword === 'required') {
    return `${what}: member "${inside(instancePath, fault.params.requiredProperties[0] ?? '')}" is missing`;
  }
  const subject = instancePath === '' ? what : `${what}: member "${memberOf(instancePath)}"`;
  if (fault.keyword === 'enum') return `${subject} must be one of ${fault.params.allowedValues.join(', ')}`;
  if (fault.keyword === 'const') return `${subject} must be ${JSON.stringify(fault.params.allowedValue)}`;
  if (fault.keyword === 'anyOf')
    return `${subject} must be ${descriptionAt(schema, schemaPath) ?? 'of another form'}`;
  return `${subject} ${message}`;
}
