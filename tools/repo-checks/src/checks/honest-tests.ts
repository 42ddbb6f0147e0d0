// Tests that cannot fail, do not run, or wait by the clock.
import { Visitor } from 'oxc-parser';
import type { Check, Finding } from '../check.ts';
import type { SourceFile } from '../source-file.ts';

const SUITES = new Set(['describe', 'it', 'test']);
const SKIPS = new Set(['skip', 'only', 'todo', 'fails']);
const CASTS = /@ts-(?:ignore|nocheck)\b/;

/** See the rule. */
export const honestTests: Check = {
  id: 'honest-tests',
  rule: 'No skipped or exclusive tests, no sleeping in tests, no @ts-ignore anywhere.',
  *run({ workspaces, sources }) {
    for (const { folder } of workspaces) {
      for (const file of sources(folder)) {
        yield* casts(file);
        if (file.path.startsWith(`${folder}/test/`)) yield* skipsAndSleeps(file);
      }
    }
  },
};

function* casts({ path, comments, lineAt }: SourceFile): Generator<Finding> {
  for (const { value, start } of comments) {
    if (CASTS.test(value)) yield { path, line: lineAt(start), message: 'silences the type checker' };
  }
}

function skipsAndSleeps({ path, program, module, lineAt }: SourceFile): Finding[] {
  const found: Finding[] = [];
  new Visitor({
    MemberExpression({ object, property, start }) {
      if (object.type !== 'Identifier' || property.type !== 'Identifier') return;
      if (SUITES.has(object.name) && SKIPS.has(property.name)) {
        found.push({ path, line: lineAt(start), message: `uses ${object.name}.${property.name}` });
      }
    },
  }).visit(program);
  for (const { moduleRequest } of module.staticImports) {
    if (moduleRequest.value === 'node:timers/promises') {
      found.push({
        path,
        line: lineAt(moduleRequest.start),
        message: 'sleeps instead of waiting for an event',
      });
    }
  }
  return found;
}
