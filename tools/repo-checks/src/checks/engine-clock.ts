// The engine reads no clock, draws no random number and sets no timer: time and chance are its ports.
import { Visitor } from 'oxc-parser';
import type { Check, Finding } from '../check.ts';

const FORBIDDEN = new Set([
  'Date',
  'performance',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'crypto',
]);

/** See the rule. */
export const engineClock: Check = {
  id: 'engine-clock',
  rule: 'The domain reads no clock, sets no timer and draws no random number: they are its ports.',
  *run({ workspaces, sources }) {
    for (const { folder } of workspaces.filter(({ tags }) => tags.includes('domain'))) {
      for (const { path, program, lineAt } of sources(`${folder}/src`)) {
        const found: Finding[] = [];
        new Visitor({
          Identifier({ name, start }) {
            if (FORBIDDEN.has(name)) found.push({ path, line: lineAt(start), message: `uses ${name}` });
          },
          MemberExpression({ object, property, start }) {
            if (
              object.type === 'Identifier' &&
              object.name === 'Math' &&
              'name' in property &&
              property.name === 'random'
            ) {
              found.push({ path, line: lineAt(start), message: 'uses Math.random' });
            }
          },
        }).visit(program);
        yield* found;
      }
    }
  },
};
