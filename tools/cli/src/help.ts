// The help texts, from the same declarations that arguments are read by. Fits 80 columns.
import type { ArgsDef } from 'citty';
import type { Command } from './command.ts';
import type { Host } from './host.ts';

type Row = readonly [string, string];
type ArgDef = ArgsDef[string];

/** The help of the whole command. */
export function overviewText(
  version: string,
  commands: readonly { readonly name: string; readonly description: string }[],
  { colors }: Host,
): string {
  return [
    `hubbub ${version}: one chat server, built many ways`,
    '',
    `${colors.bold('Usage')}  hubbub <command> [options]`,
    '',
    ...aligned(commands.map(({ name, description }) => [name, description])),
    '',
    'hubbub <command> --help tells more; hubbub --version tells the version.',
  ].join('\n');
}

/** The help of one command. */
export function commandText(
  { name, description }: { readonly name: string; readonly description: string },
  { args, isVariadic, passesThrough, notes = [] }: Command,
  { colors }: Host,
): string {
  const all = Object.entries(args);
  const positionals = all.filter(([, { type }]) => type === 'positional');
  const options = all.filter(([, { type }]) => type !== 'positional');
  const usage = [
    ...positionals.map(([word, { required }]) =>
      required === false ? `[${word}${isVariadic ? '…' : ''}]` : `<${word}>`,
    ),
    ...(passesThrough ? ['[flags…]'] : []),
    ...(options.length > 0 ? ['[options]'] : []),
  ];
  return [
    description,
    '',
    `${colors.bold('Usage')}  hubbub ${name} ${usage.join(' ')}`,
    '',
    ...aligned([
      ...positionals.map(([word, definition]): Row => [word, textOf(definition)]),
      ...options.map(optionRow),
    ]),
    ...(notes.length === 0 ? [] : ['', ...notes]),
  ].join('\n');
}

function optionRow([name, definition]: [string, ArgDef]): Row {
  if (definition.type === 'boolean') return [`--${name}`, textOf(definition)];
  const hint = 'valueHint' in definition ? definition.valueHint : undefined;
  return [`--${name} <${hint ?? name}>`, textOf(definition)];
}

function textOf(definition: ArgDef): string {
  const choices = 'options' in definition ? `: ${definition.options?.join(', ')}` : '';
  const must = definition.required === true && definition.type !== 'positional' ? ' (needed)' : '';
  return `${definition.description ?? ''}${choices}${must}`;
}

function aligned(rows: readonly Row[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
