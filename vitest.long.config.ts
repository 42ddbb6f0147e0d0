// The tests that take longer than `pnpm test` has room for (*.long.test.ts): browsers, packed packages, whole commands.
import { defineConfig } from 'vitest/config';
import config from './vitest.config.ts';

export default defineConfig({
  test: {
    ...config.test,
    include: ['{packages,apps,tools}/*/test/**/*.long.test.ts'],
    exclude: ['**/node_modules/**'],
    // A server that is held to the whole of `core`, or a browser, wants the machine to itself.
    maxWorkers: 1,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
