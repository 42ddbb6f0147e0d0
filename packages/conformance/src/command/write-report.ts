// Writes what a command was asked to leave behind.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { HubbubError } from '@hubbub/protocol';
import type { Surroundings } from './surroundings.ts';

/**
 * Writes a report to a file, whose folder is made where it is missing; `-` is the output.
 * @throws HubbubError `argument_invalid` where it cannot be written.
 */
export function writeReport(
  { output, cwd }: Pick<Surroundings, 'output' | 'cwd'>,
  file: string,
  content: string,
): void {
  if (file === '-') {
    output.write(content);
    return;
  }
  const path = resolve(cwd, file);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  } catch (error) {
    throw new HubbubError('argument_invalid', `${path} cannot be written: ${(error as Error).message}`);
  }
}
