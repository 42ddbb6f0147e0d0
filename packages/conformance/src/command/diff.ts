// `conform diff`: what changed from one report to another.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { HubbubError } from '@hubbub/protocol';
import { readEnvelopes } from '../collection.ts';
import type { Envelope } from '../envelope.ts';
import { diffEnvelopes, formatDiff, isRegression } from '../report/diff.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Prints the changes; answers 0 where nothing is worse, 1 where something is.
 * @throws HubbubError `argument_invalid` where there are not two files, `config_invalid` where one is no result.
 */
export function diff(files: readonly string[], { output, cwd }: Pick<Surroundings, 'output' | 'cwd'>): 0 | 1 {
  const [older, newer, ...more] = files;
  if (older === undefined || newer === undefined || more.length > 0)
    throw new HubbubError('argument_invalid', 'diff takes two JSON reports: the older and the newer one');
  const changes = diffEnvelopes(read(resolve(cwd, older)), read(resolve(cwd, newer)));
  output.write(formatDiff(changes));
  return changes.some(isRegression) ? 1 : 0;
}

function read(file: string): readonly Envelope[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new HubbubError('config_invalid', `${file}: ${code === 'ENOENT' ? 'no such file' : String(error)}`);
  }
  return readEnvelopes(text, file);
}
