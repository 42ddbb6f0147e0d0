#!/usr/bin/env node
// The suite as a command of its own, for servers outside of this repository: `npx @hubbub/conformance ./entrant.json`.
// Inside it there is `hubbub conform`, which also knows where servers are.
import { parseArgs, styleText } from 'node:util';
import { HubbubError } from '@hubbub/protocol';
import { listCases } from '../list-cases.ts';
import { mutantTarget } from '../mutants/mutant-target.ts';
import { SUITE_VERSION } from '../suite-version.ts';
import type { Target } from '../target.ts';
import { attachedTarget } from '../targets/attached.ts';
import { entrantTarget } from '../targets/entrant.ts';
import { conform } from './conform.ts';
import { diff } from './diff.ts';
import {
  ATTACH_OPTIONS,
  type OptionDefinition,
  REPORT_OPTIONS,
  readChoice,
  SELECTION_OPTIONS,
} from './options.ts';
import { PROBE_OPTIONS, probe } from './probe.ts';
import type { Surroundings } from './surroundings.ts';

const COMMAND = 'npx @hubbub/conformance';
const OPTIONS: Readonly<Record<string, OptionDefinition>> = {
  ...ATTACH_OPTIONS,
  ...SELECTION_OPTIONS,
  ...REPORT_OPTIONS,
  ...PROBE_OPTIONS,
  against: {
    type: 'string',
    valueHint: 'entrant.json',
    description: 'for mutant:<id>: the good server it breaks',
  },
  list: { type: 'boolean', description: 'list the cases as JSON instead' },
  help: { type: 'boolean', description: 'this text' },
  version: { type: 'boolean', description: 'the version of the suite' },
};

const { stdout, stderr, env } = process;
const wantsColor = env.FORCE_COLOR ? true : stdout.isTTY === true && !env.NO_COLOR;
const paint =
  (style: Parameters<typeof styleText>[0]) =>
  (text: string): string =>
    wantsColor ? styleText(style, text, { validateStream: false }) : text;
const abort = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => abort.abort());

const surroundings: Surroundings = {
  output: stdout,
  errorOutput: stderr,
  isErrorTerminal: stderr.isTTY === true,
  colors: {
    bold: paint('bold'),
    dim: paint('dim'),
    red: paint('red'),
    green: paint('green'),
    yellow: paint('yellow'),
  },
  cwd: process.cwd(),
  command: COMMAND,
  signal: () => abort.signal,
};

let status = 2;
try {
  status = await run(process.argv.slice(2));
} catch (error) {
  stderr.write(`conformance: ${HubbubError.from(error).message.split('\n')[0]}\n`);
}
// Left to end by itself, Node may wait for ever for what a case left half done; what is written has left by then.
await Promise.all([stdout, stderr].map((stream) => new Promise((written) => stream.write('', written))));
process.exit(status);

async function run(argv: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(argv);
  const [first, ...words] = positionals;
  if (values.version) return say(SUITE_VERSION);
  if (values.list) return say(JSON.stringify(listCases(), null, 2));
  const { tcp, ws, socketio } = values as Readonly<Record<string, string | undefined>>;
  const isAttached = [tcp, ws, socketio].some(Boolean);
  if (values.help || (first === undefined && !isAttached)) return say(helpText()) || (values.help ? 0 : 2);
  if (first === 'diff') return diff(words, surroundings);
  const isProbing = first === 'probe';
  const named = isProbing ? words : positionals;
  if (isAttached === named.length > 0)
    throw new HubbubError(
      'argument_invalid',
      'give either an entrant.json or addresses (--tcp, --ws, --socketio)',
    );
  const against = values.against as string | undefined;
  const targets = isAttached
    ? [attachedTarget({ ...(tcp && { tcp }), ...(ws && { ws }), ...(socketio && { socketio }) })]
    : named.map((word) => targetOf(word, against));
  const [target] = targets;
  if (isProbing && target !== undefined)
    return probe(target, values as { patience?: string; json?: string }, surroundings);
  return conform({ targets }, readChoice(values), surroundings);
}

function readArguments(argv: readonly string[]) {
  const options = Object.fromEntries(Object.entries(OPTIONS).map(([name, { type }]) => [name, { type }]));
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch (error) {
    throw new HubbubError('argument_invalid', (error as Error).message.split(/[.\n]/)[0] ?? '');
  }
}

/** `mutant:<id> --against ./entrant.json`, the path of an entrant.json, or of its folder. */
function targetOf(word: string, against: string | undefined): Target {
  const mutant = /^mutant:(.*)$/.exec(word)?.[1];
  if (mutant === undefined) return { ...entrantTarget(word), argument: word };
  if (against === undefined)
    throw new HubbubError('argument_invalid', `${word} needs --against <entrant.json>`);
  return { ...mutantTarget(mutant, against), argument: `${word} --against ${against}` };
}

function say(text: string): 0 {
  stdout.write(`${text}\n`);
  return 0;
}

function helpText(): string {
  const rows = Object.entries(OPTIONS).map(([name, { type, valueHint, description }]) => {
    const left = type === 'boolean' ? `--${name}` : `--${name} <${valueHint ?? name}>`;
    return `  ${left.padEnd(24)}  ${description}`;
  });
  return [
    `The conformance suite of Hubbub ${SUITE_VERSION}: holds a chat server, in any language, against PROTOCOL.md.`,
    '',
    `Usage  ${COMMAND} <entrant.json…> [options]       starts the server itself: all can be judged`,
    `       ${COMMAND} --tcp host:port --ws url       a server that runs already`,
    `       ${COMMAND} probe <entrant.json>           finds its limits by trying`,
    `       ${COMMAND} diff <older.json> <newer.json> what changed; 1 where it is worse`,
    '',
    ...rows,
    '',
    'A file called - is stdout. Exit status: 0 conformant · 1 not · 2 bad input, a fault of the suite, or nothing ran · 3 incomplete',
  ].join('\n');
}
