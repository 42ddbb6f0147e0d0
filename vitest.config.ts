// How the tests of all workspaces run: one process a file, as many at once as the machine has cores.
import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{packages,apps,tools}/*/test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/*.long.test.ts'],
    pool: 'forks',
    // Many tests start servers and hold them to timers: more workers than cores would only make them late.
    maxWorkers: 2,
    // Tests start hundreds of processes; without it each would take the types off the same files again.
    env: { NODE_COMPILE_CACHE: resolve(import.meta.dirname, 'node_modules/.cache/node') },
    testTimeout: 30_000,
    hookTimeout: 30_000,
    allowOnly: false,
    sequence: { shuffle: { files: false, tests: true } },
  },
});
