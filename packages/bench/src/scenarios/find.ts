// Where scenarios are: the files of this package, or any file of the user's.
import { globSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HubbubError } from '@hubbub/protocol';
import { parseScenario, type Scenario } from '../scenario.ts';
import { applyParams } from './params.ts';

const FOLDER = fileURLToPath(new URL('../../scenarios/', import.meta.url));

/** The ids of this package's scenarios, sorted. */
export function scenarioIds(): string[] {
  return globSync('*.json', { cwd: FOLDER })
    .map((name) => basename(name, '.json'))
    .sort();
}

/**
 * The scenario that a word means: the id of one of this package's, or the path of a file (it holds a `/` or ends in
 * `.json`), with parameters such as `members=500` or `load.ratePerSecond=20` put in its place.
 * @throws HubbubError `argument_invalid` with what is wrong: no such scenario or file, no JSON, a member that is unknown or out of range.
 */
export function findScenario(word: string, params: readonly string[] = [], folder = '.'): Scenario {
  const isPath = word.includes('/') || word.endsWith('.json');
  if (!isPath && !scenarioIds().includes(word)) {
    throw new HubbubError(
      'argument_invalid',
      `there is no scenario "${word}"; there are ${scenarioIds().join(', ')}, or the path of a file`,
    );
  }
  const path = isPath ? resolve(folder, word) : `${FOLDER}${word}.json`;
  try {
    return parseScenario(applyParams(JSON.parse(readFileSync(path, 'utf8')), params));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason =
      code === 'ENOENT' ? 'no such file' : error instanceof SyntaxError ? `is no JSON: ${message}` : message;
    throw new HubbubError('argument_invalid', isPath ? `${word}: ${reason}` : reason, { cause: error });
  }
}
