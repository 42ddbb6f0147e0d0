// What a subcommand is, and how its arguments are read: citty's definition, with everything that it does not
// know refused in a sentence.
import { parseArgs as parseStrictly, stripVTControlCharacters } from 'node:util';
import { HubbubError } from '@hubbub/protocol';
import { type ArgsDef, type ParsedArgs, parseArgs } from 'citty';
import type { Host } from './host.ts';
import { suggestion } from './nearest.ts';

/** One subcommand: its options as data, and what it does. */
export interface Command<A extends ArgsDef = ArgsDef> {
  readonly args: A;
  /** More than one positional argument may follow. */
  readonly isVariadic?: boolean;
  /** Options that may be given more than once: their values come as one string, a line each. */
  readonly repeatable?: readonly string[];
  /** Options whose value may be left out: it is `-` then. */
  readonly optionalValues?: readonly string[];
  /** All after the first positional argument is handed on as it is. */
  readonly passesThrough?: boolean;
  /** Lines under the options in `--help`: examples, files, exit statuses. */
  readonly notes?: readonly string[];
  /** Answers the exit status. */
  run(args: ParsedArgs<A>, host: Host, rest: readonly string[]): number | Promise<number>;
}

/** Checks a command's shape at compile time, then forgets which options it has: `readArguments` gives it those. */
export function defineCommand<const A extends ArgsDef>(command: Command<A>): Command {
  return command as unknown as Command;
}

/** Checks the shape of arguments that are declared apart from their command. */
export function defineArguments<const A extends ArgsDef>(args: A): A {
  return args;
}

/**
 * Reads a command's arguments.
 * @throws HubbubError `argument_invalid` for an unknown option, a missing or superfluous argument, a value out of form.
 */
export function readArguments(name: string, command: Command, given: readonly string[]): ParsedArgs {
  const words = command.repeatable === undefined ? given : joined(given, command.repeatable);
  const raw = words.map((word, index) => {
    const isBare = command.optionalValues?.some((option) => word === `--${option}`) === true;
    return isBare && (words[index + 1] ?? '--').startsWith('--') ? `${word}=-` : word;
  });
  refuseUnknown(name, command, raw);
  try {
    return parseArgs(raw, command.args);
  } catch (error) {
    // citty paints what it says, wherever it goes.
    const message = stripVTControlCharacters((error as Error).message).replace(/^(.)/, (letter) =>
      letter.toLowerCase(),
    );
    throw new HubbubError('argument_invalid', `${message.replace(/\.$/, '')} (see hubbub ${name} --help)`);
  }
}

/** Makes one option with a line a value of those that are given more than once. */
function joined(given: readonly string[], names: readonly string[]): string[] {
  const values = new Map<string, string[]>();
  const rest: string[] = [];
  for (let i = 0; i < given.length; i++) {
    const word = given[i] as string;
    const name = names.find((one) => word === `--${one}` || word.startsWith(`--${one}=`));
    const value = name === undefined || word.includes('=') ? undefined : given[i + 1];
    if (name === undefined || (value === undefined && !word.includes('='))) rest.push(word);
    else {
      values.set(name, [...(values.get(name) ?? []), value ?? word.slice(word.indexOf('=') + 1)]);
      if (value !== undefined) i++;
    }
  }
  return [...rest, ...[...values].map(([name, lines]) => `--${name}=${lines.join('\n')}`)];
}

function refuseUnknown(name: string, { args, isVariadic }: Command, raw: readonly string[]): void {
  const options: Record<string, { type: 'string' | 'boolean'; short?: string }> = {};
  const positionals = Object.values(args).filter(({ type }) => type === 'positional').length;
  for (const [option, definition] of Object.entries(args)) {
    if (definition.type === 'positional') continue;
    options[option] = { type: definition.type === 'boolean' ? 'boolean' : 'string' };
  }
  let given: string[];
  try {
    given = parseStrictly({
      args: [...raw],
      options,
      allowPositionals: true,
      allowNegative: true,
    }).positionals;
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    const unknown = /'(--?[^']*)'/.exec(message)?.[1] ?? '';
    if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
      const hint = suggestion(
        unknown,
        Object.keys(options).map((option) => `--${option}`),
      );
      throw new HubbubError(
        'argument_invalid',
        `${name} has no option ${unknown}${hint} (see hubbub ${name} --help)`,
      );
    }
    const first = message.split(/[.\n]/)[0] ?? message;
    throw new HubbubError('argument_invalid', `${first.charAt(0).toLowerCase()}${first.slice(1)}`);
  }
  if (!isVariadic && given.length > positionals) {
    throw new HubbubError('argument_invalid', `${name} takes no argument "${given[positionals]}"`);
  }
}

/**
 * Reads an option that holds a whole number.
 * @throws HubbubError `argument_invalid` where it is none or out of range.
 */
export function readInteger(name: string, value: string, range: { min: number; max: number }): number {
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (number >= range.min && number <= range.max) return number;
  throw new HubbubError(
    'argument_invalid',
    `--${name} must be a whole number from ${range.min} to ${range.max}, not "${value}"`,
  );
}
