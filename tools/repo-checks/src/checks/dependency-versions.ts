// One place for versions: the catalog of pnpm-workspace.yaml, exactly pinned. The lockfile names no host, so it
// serves with any registry.
import type { Check } from '../check.ts';
import type { Manifest } from '../repository.ts';

const EXACT = /^\d+\.\d+\.\d+(-[\w.]+)?$/;
const GROUPS = ['dependencies', 'devDependencies', 'optionalDependencies'] as const;

/** See the rule. */
export const dependencyVersions: Check = {
  id: 'dependency-versions',
  rule: 'Versions stand in the catalog, exactly pinned; a package.json says `catalog:` or `workspace:*`; the lockfile names no host.',
  *run({ manifest, workspaces, workspaceFile, read }) {
    for (const [name, version] of Object.entries(workspaceFile.catalog ?? {})) {
      if (!EXACT.test(version)) {
        yield {
          path: 'pnpm-workspace.yaml',
          message: `the catalog pins ${name} to "${version}", which is no exact version`,
        };
      }
    }
    const manifests: [string, Manifest][] = [
      ['package.json', manifest],
      ...workspaces.map(({ folder, manifest }): [string, Manifest] => [`${folder}/package.json`, manifest]),
    ];
    const folderOf = new Map(workspaces.map(({ folder, manifest }) => [manifest.name, folder]));
    for (const [path, content] of manifests) {
      for (const group of GROUPS) {
        for (const [name, version] of Object.entries(content[group] ?? {})) {
          const wanted = wantedVersion(path, folderOf.get(name));
          if (version !== wanted) yield { path, message: `${name} is "${version}" instead of "${wanted}"` };
        }
      }
    }
    const lockfile = (read('pnpm-lock.yaml') ?? '').split('\n');
    for (const [index, line] of lockfile.entries()) {
      if (/https?:\/\//.test(line))
        yield { path: 'pnpm-lock.yaml', line: index + 1, message: 'names a host' };
    }
  },
};

/**
 * The root links a workspace by its folder: with `workspace:*` turbo would take it for a dependency of every
 * package, and no boundary tag could hold.
 */
function wantedVersion(path: string, folder: string | undefined): string {
  if (folder === undefined) return 'catalog:';
  return path === 'package.json' ? `link:${folder}` : 'workspace:*';
}
