// Only entry points touch the process: they read argv and the environment, print, and exit. Everything else is
// handed what it needs, so it can be tested and used from anywhere.
import { Visitor } from 'oxc-parser';
import type { Check, Finding } from '../check.ts';

const EDGES = new Set(['argv', 'env', 'exit', 'exitCode', 'stdin', 'stdout', 'stderr']);
/** Entry points besides `main.ts`: scripts and benchmarks are programs, tests start programs. */
const IS_ENTRY = /(^|\/)(main\.ts$|scripts\/|benchmarks\/|test\/)|^[^/]+\.config\.ts$/;
/** The environment that a server under test is started with (PROC-1): ours, without what would configure it. */
const MAY_PASS_ENV = new Set([
  'packages/conformance/src/targets/process.ts',
  'packages/bench/src/process/server-process.ts',
]);

/** See the rule. */
export const processEdges: Check = {
  id: 'process-edges',
  rule: 'Only main.ts files, scripts, benchmarks and tests read argv or the environment, print, or exit.',
  *run({ sources }) {
    for (const { path, program, lineAt } of sources()) {
      if (IS_ENTRY.test(path)) continue;
      const found: Finding[] = [];
      new Visitor({
        MemberExpression({ object, property, start }) {
          if (object.type !== 'Identifier' || property.type !== 'Identifier') return;
          if (property.name === 'env' && MAY_PASS_ENV.has(path)) return;
          const isEdge = object.name === 'console' || (object.name === 'process' && EDGES.has(property.name));
          if (isEdge)
            found.push({ path, line: lineAt(start), message: `uses ${object.name}.${property.name}` });
        },
      }).visit(program);
      yield* found;
    }
  },
};
