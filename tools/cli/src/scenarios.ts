// The scenario options of `hubbub compare`: which loads, with which parameters, and what they are in words.

import { describeComparison, findScenario, type Scenario, scenarioIds } from '@hubbub/bench';
import { duration } from '@hubbub/conformance';
import { HubbubError } from '@hubbub/protocol';
import { defineArguments } from './command.ts';
import { type Host, printLine } from './host.ts';

/** The options. */
export const SCENARIO_ARGUMENTS = defineArguments({
  scenario: {
    type: 'string',
    valueHint: 'id|file',
    description: 'this load in place of the tier’s; may be repeated',
  },
  param: {
    type: 'string',
    valueHint: 'name=value',
    description: 'changes one member of the scenarios; may be repeated',
  },
  'list-scenarios': { type: 'boolean', description: 'which scenarios there are' },
  describe: { type: 'boolean', description: 'tells what would run and how long, and runs nothing' },
});

const lines = (text: string | undefined) => (text === undefined ? [] : text.split('\n'));

/**
 * The scenarios named, parameters put in; `undefined` where none was named.
 * @throws HubbubError `argument_invalid` for what is no scenario, or parameters without one.
 */
export function chosenScenarios(
  args: { readonly scenario?: string | undefined; readonly param?: string | undefined },
  { cwd }: Host,
): Scenario[] | undefined {
  const params = lines(args.param);
  if (args.scenario === undefined) {
    if (params.length === 0) return undefined;
    throw new HubbubError('argument_invalid', '--param needs a --scenario whose member it changes');
  }
  return lines(args.scenario).map((word) => findScenario(word, params, cwd));
}

/** Prints all scenarios of the package. */
export function listScenarios(host: Host): number {
  const ids = scenarioIds();
  const width = Math.max(...ids.map(({ length }) => length));
  for (const id of ids) printLine(host, `${id.padEnd(width)}  ${findScenario(id).title}`);
  return 0;
}

/** Prints what would run. */
export function describe(input: Parameters<typeof describeComparison>[0], host: Host): number {
  const { text, ms } = describeComparison(input);
  for (const line of text) printLine(host, line);
  printLine(host, `About ${duration(ms)}, beside the conformance of each server.`);
  return 0;
}
