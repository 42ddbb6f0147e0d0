// The Python core's own tests, each counted here, and its tables against those of the protocol package.
import { spawnSync } from 'node:child_process';
import { ClientFrames, DEFAULT_LIMITS, LIMIT_NAMES, LimitsSchema, WIRE_ERRORS } from '@hubbub/protocol';
import { describe, expect, test } from 'vitest';
import { WORKSPACE } from './server-tests.ts';

const hasPython = spawnSync('/usr/bin/python3', ['--version']).status === 0;
const isRun = hasPython || process.env.CI !== undefined;

function python(...args: string[]): string {
  const { stdout, stderr, error } = spawnSync('/usr/bin/python3', args, { cwd: WORKSPACE, encoding: 'utf8' });
  if (error !== undefined) throw error;
  if (stdout === '') throw new Error(stderr);
  return stdout;
}

describe.skipIf(!isRun)('the Python core (needs Python 3.11: apt-get install -y python3)', () => {
  const lines = isRun ? python('-B', '-m', 'tests').trim().split('\n') : [];
  for (const line of lines) {
    const { name, failure } = JSON.parse(line) as { name: string; failure: string | null };
    test(name, () => expect(failure).toBeNull());
  }

  test('limits, errors and the members of requests are those of the protocol', () => {
    const tables = JSON.parse(python('-B', '-m', 'tests.tables')) as Record<string, unknown>;
    const ranges = LIMIT_NAMES.map((name) => {
      const { minimum, maximum } = LimitsSchema.properties[name] as { minimum?: number; maximum?: number };
      return [name, [DEFAULT_LIMITS[name], minimum, maximum]];
    });
    const errors = Object.entries(WIRE_ERRORS).map(([code, entry]) => [
      code,
      [entry.message, 'close' in entry ? entry.close : null],
    ]);
    const members = Object.entries(ClientFrames).map(([type, { properties, required }]) => [
      type,
      Object.keys(properties)
        .filter((name) => name !== 'type' && name !== 'ref')
        .map((name) => [name, !(required as readonly string[]).includes(name)]),
    ]);
    expect(tables).toEqual({
      limits: Object.fromEntries(ranges),
      errors: Object.fromEntries(errors),
      requests: Object.fromEntries(members),
    });
  });
});
