// Tests that cannot fail, do not run, or wait by the clock.
import type { Check } from '../check.ts';

const SKIPS = /\b(?:describe|it|test)\.(?:skip|only|todo|fails)\b/;
const CASTS = /@ts-(?:ignore|nocheck)\b/;

/** See the rule. */
export const honestTests: Check = {
  id: 'honest-tests',
  rule: 'No skipped or exclusive tests, no sleeping in tests, no @ts-ignore anywhere.',
  *run({ workspaces, sources }) {
    for (const { folder } of workspaces) {
      for (const { path, text, comments, module, lineAt } of sources(folder)) {
        for (const { value, start } of comments) {
          if (CASTS.test(value)) yield { path, line: lineAt(start), message: 'silences the type checker' };
        }
        if (!path.startsWith(`${folder}/test/`)) continue;
        const skip = SKIPS.exec(text);
        if (skip) yield { path, line: lineAt(skip.index), message: `uses ${skip[0]}` };
        for (const { moduleRequest } of module.staticImports) {
          if (moduleRequest.value === 'node:timers/promises') {
            yield {
              path,
              line: lineAt(moduleRequest.start),
              message: 'sleeps instead of waiting for an event',
            };
          }
        }
      }
    }
  },
};
