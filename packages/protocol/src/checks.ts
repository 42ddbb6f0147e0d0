// Compiled checks of what comes from elsewhere: a server's frames, configurations, ready lines and entrant.json files.
// Requests are not checked here but in parse-request.ts, which must answer with a code of the protocol. It is an entry of
// its own, `@hubbub/protocol/checks`: with the compiler come 150 modules, which a server has no use for.
import type { Static, TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/schema';
import { type Entrant, EntrantSchema } from './entrant.ts';
import { type ErrorCode, HubbubError } from './errors.ts';
import { faultSentence } from './fault-sentence.ts';
import { type ServerFrame, ServerFrames, type ServerFrameType } from './frames.ts';
import { type ReadyLine, ReadyLineSchema, type ServerConfig, ServerConfigSchema } from './process.ts';

/** A server frame that is valid by schema, or why it is not. */
export type CheckedServerFrame =
  | { readonly ok: true; readonly frame: ServerFrame }
  | { readonly ok: false; readonly message: string };

const validators = new Map<TSchema, Validator>();

/** Compiling costs about 1 ms, so each schema is compiled when it is first needed. */
function validatorOf(schema: TSchema): Validator {
  let validator = validators.get(schema);
  if (validator === undefined) {
    validator = Compile(schema);
    validators.set(schema, validator);
  }
  return validator;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function faultOf(what: string, schema: TSchema, value: unknown): string | undefined {
  const validator = validatorOf(schema);
  if (validator.Check(value)) return undefined;
  return faultSentence(what, schema, validator.Errors(value)[1]);
}

function assertValid<T extends TSchema>(what: string, schema: T, value: unknown, code: ErrorCode): Static<T> {
  const fault = isObject(value) ? faultOf(what, schema, value) : `${what} must be a JSON object`;
  if (fault !== undefined) throw new HubbubError(code, fault);
  return value as Static<T>;
}

/** Checks one parsed frame of a server against the published schema (FRAME-8). Unknown members are no fault (FRAME-1). */
export function checkServerFrame(value: unknown): CheckedServerFrame {
  if (!isObject(value) || typeof value.type !== 'string') {
    return { ok: false, message: 'a frame must be a JSON object with a string member "type"' };
  }
  if (!Object.hasOwn(ServerFrames, value.type)) {
    return { ok: false, message: `no server frame has the type ${JSON.stringify(value.type)}` };
  }
  const message = faultOf(value.type, ServerFrames[value.type as ServerFrameType], value);
  return message === undefined ? { ok: true, frame: value as ServerFrame } : { ok: false, message };
}

/**
 * Says what is wrong with a server's configuration by its schema alone.
 * @throws HubbubError `config_invalid` with a sentence that names the first member at fault, an unknown one included.
 */
export function assertServerConfig(value: unknown): ServerConfig {
  return assertValid('the configuration', ServerConfigSchema, value, 'config_invalid');
}

/**
 * Checks the line that a server prints when it accepts connections (PROC-2). Unknown members are no fault.
 * @throws HubbubError `protocol_violation` with a sentence that names the first member at fault.
 */
export function checkReadyLine(value: unknown): ReadyLine {
  return assertValid('the ready line', ReadyLineSchema, value, 'protocol_violation');
}

/**
 * Checks the content of an `entrant.json`.
 * @throws HubbubError `config_invalid` with a sentence that names the first member at fault, an unknown one included.
 */
export function checkEntrant(value: unknown): Entrant {
  return assertValid('entrant.json', EntrantSchema, value, 'config_invalid');
}
