// What a Python server promises as tests, in each of its fan-out modes. Where what it needs is not installed, the tests are
// shown as skipped with the command that installs it; in CI they fail.
import { resolve } from 'node:path';
import { describeEntrant, missingRequirements, readEntrant } from '@hubbub/conformance';
import { describe, test } from 'vitest';

/** The folder of this workspace. */
export const WORKSPACE = resolve(import.meta.dirname, '..');

/** Defines the tests of the server in this folder of the workspace. */
export function describeServer(id: string): void {
  const folder = resolve(WORKSPACE, id);
  const [missing] = missingRequirements(readEntrant(folder));
  if (missing === undefined || process.env.CI !== undefined) {
    describeEntrant(folder, { describe, test });
  } else {
    test.skipIf(true)(`conformance of ${id} needs ${missing.what}: ${missing.install}`, () => {});
  }
}
