// What `hubbub compare` knows of earlier runs: the history file that each run adds a line to, its trend, and the diff of two
// results files.
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import {
  diffResults,
  formatHistory,
  formatResultsDiff,
  historyLine,
  parseHistory,
  parseResults,
  type Results,
  trendsOf,
  worseThan,
} from '@hubbub/bench';
import { HubbubError } from '@hubbub/protocol';
import { type Host, printLine } from './host.ts';

const historyFile = ({ root }: Host) => join(root, 'reports', 'history.jsonl');

/** Adds a comparison to the history; one that ranks nobody has nothing to add. */
export function keepInHistory(results: Results, host: Host): void {
  if (results.label === 'unranked') return;
  const file = historyFile(host);
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, `${JSON.stringify(historyLine(results))}\n`);
}

/**
 * Prints the trend of the history file, or of the one named.
 * @throws HubbubError `argument_invalid` where there is none, or it holds something else.
 */
export function printHistory([word, more]: readonly string[], host: Host): number {
  if (more !== undefined) throw new HubbubError('argument_invalid', 'compare history takes one file at most');
  const file = word === undefined ? historyFile(host) : resolve(host.cwd, word);
  if (word === undefined && !existsSync(file)) {
    throw new HubbubError('argument_invalid', 'nothing was compared here yet (hubbub compare)');
  }
  host.output.write(formatHistory(trendsOf(parseHistory(read(file)))));
  return 0;
}

/**
 * Prints what differs between two results files; answers 1 where something got worse by more than `--fail-over`.
 * @throws HubbubError `argument_invalid` for files that are none.
 */
export function printDiff(words: readonly string[], failOver: string | undefined, host: Host): number {
  const [older, newer, more] = words;
  if (older === undefined || newer === undefined || more !== undefined) {
    throw new HubbubError('argument_invalid', 'compare diff takes two results files, the older first');
  }
  const share = failOver === undefined ? undefined : readShare(failOver);
  const diff = diffResults(readResults(older, host), readResults(newer, host));
  host.output.write(formatResultsDiff(diff));
  if (share === undefined) return 0;
  const worse = worseThan(diff, share);
  if (worse.length === 0) return 0;
  printLine(host, `${worse.length} figures are worse by more than ${failOver}`);
  return 1;
}

function readShare(text: string): number {
  const percent = /^(\d+(?:\.\d+)?)%?$/.exec(text)?.[1];
  if (percent === undefined) {
    throw new HubbubError('argument_invalid', `--fail-over must be per cent, such as 10%, not "${text}"`);
  }
  return Number(percent) / 100;
}

/** Reads and checks a results file. */
export function readResults(word: string, { cwd }: Pick<Host, 'cwd'>): Results {
  const text = read(resolve(cwd, word));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new HubbubError('argument_invalid', `${word} is no JSON`, { cause: error });
  }
  return parseResults(value);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new HubbubError('argument_invalid', `${file} cannot be read: ${(error as Error).message}`);
  }
}
