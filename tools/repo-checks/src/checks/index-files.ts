// An index.ts is a list of names: a reader finds the public surface there and nothing else.
import type { Check } from '../check.ts';

/** See the rule. */
export const indexFiles: Check = {
  id: 'index-files',
  rule: 'An index.ts holds re-exports of names alone: no logic, no `export *`.',
  *run({ sources }) {
    for (const { path, program, lineAt } of sources()) {
      if (!path.endsWith('/index.ts')) continue;
      for (const node of program.body) {
        if (node.type === 'ExportNamedDeclaration' && node.source) continue;
        yield { path, line: lineAt(node.start), message: 'holds something other than re-exports of names' };
      }
    }
  },
};
