// Who may depend on whom directly. `turbo boundaries` checks tags along whole chains, so it has to let a server
// reach the engine through the kit; this check is the one that forbids the short cut.
import type { Check } from '../check.ts';

/** Direct dependencies at run time, by tag. A `tool` may know anybody. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  domain: ['contract'],
  kit: ['contract', 'domain', 'kit'],
  lib: ['contract'],
  judge: ['contract', 'lib'],
  server: ['contract', 'kit', 'lib'],
  servers: [],
};
/** What tests may use besides; never a server. */
const ALLOWED_IN_TESTS: Readonly<Record<string, readonly string[]>> = {
  kit: ['lib', 'judge'],
  lib: ['kit', 'judge'],
  judge: ['kit', 'lib', 'judge'],
  server: ['lib', 'judge'],
  servers: ['contract', 'judge'],
};

/** See the rule. */
export const workspaceEdges: Check = {
  id: 'workspace-edges',
  rule: 'A workspace depends only on the kinds of workspace that its tag allows; nobody but a tool on a server.',
  *run({ workspaces }) {
    const tagOf = new Map(workspaces.map(({ manifest, tags }) => [manifest.name, tags[0] ?? '']));
    for (const { folder, manifest, tags } of workspaces) {
      const tag = tags[0] ?? '';
      const allowed = ALLOWED[tag];
      if (tag === 'tool' || allowed === undefined) continue;
      const forTests = [...allowed, ...(ALLOWED_IN_TESTS[tag] ?? [])];
      const edges = [
        ...Object.keys(manifest.dependencies ?? {}).map((name) => ({ name, of: allowed })),
        ...Object.keys(manifest.devDependencies ?? {}).map((name) => ({ name, of: forTests })),
      ];
      for (const { name, of } of edges) {
        const target = tagOf.get(name);
        if (target !== undefined && !of.includes(target)) {
          yield {
            path: `${folder}/package.json`,
            message: `a ${tag} may not depend on ${name}, a ${target}`,
          };
        }
      }
    }
  },
};
