// The packages that a workspace needs at run time, from pnpm-lock.yaml: its own and those of the workspaces it stands on.
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Repository } from '../repository.ts';

interface Dependent {
  readonly dependencies?: Readonly<Record<string, string | { readonly version: string }>>;
  readonly optionalDependencies?: Readonly<Record<string, string | { readonly version: string }>>;
}

interface Lockfile {
  readonly importers?: Readonly<Record<string, Dependent>>;
  readonly snapshots?: Readonly<Record<string, Dependent>>;
}

const LINK = 'link:';

/**
 * The external packages below a workspace, as `name@version` without the peers it was resolved with, sorted. Packages
 * that are optional, such as builds for other platforms, are not among them.
 */
export function runtimePackages(repository: Repository, folder: string): string[] {
  const { importers = {}, snapshots = {} } = lockfileOf(repository);
  const found = new Set<string>();
  const seen = new Set<string>();
  const visit = (dependent: Dependent | undefined, from: string | undefined): void => {
    for (const [name, value] of Object.entries(dependent?.dependencies ?? {})) {
      const version = typeof value === 'string' ? value : value.version;
      const isLink = from !== undefined && version.startsWith(LINK);
      const key = isLink ? join(from, version.slice(LINK.length)) : keyOf(name, version, snapshots);
      if (seen.has(key)) continue;
      seen.add(key);
      if (isLink) {
        visit(importers[key], key);
      } else {
        found.add(key.replace(/\(.*$/, ''));
        visit(snapshots[key], undefined);
      }
    }
  };
  visit(importers[folder], folder);
  return [...found].sort();
}

/** An alias carries the whole key as its version. */
function keyOf(name: string, version: string, snapshots: object): string {
  return version in snapshots ? version : `${name}@${version}`;
}

const parsed = new WeakMap<Repository, Lockfile>();

function lockfileOf(repository: Repository): Lockfile {
  const known = parsed.get(repository);
  if (known !== undefined) return known;
  const lockfile = (parse(repository.read('pnpm-lock.yaml') ?? '{}') ?? {}) as Lockfile;
  parsed.set(repository, lockfile);
  return lockfile;
}
