// What a conformance pass depends on, as one hash: the server's workspace, every workspace that it and the suite build on,
// the lockfile, and the Node that runs this. Tests and documents are not in it.
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const LEFT_OUT = new Set(['node_modules', 'test', 'tests', 'benchmarks', 'reports', '__pycache__', '.turbo']);
const SUITE = '@hubbub/conformance';

interface Manifest {
  readonly name?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/**
 * The hash for the server in `folder` started by `command`, in hexadecimal; `root` is the repository's, where workspaces are
 * looked for.
 */
export function contentHash(folder: string, root: string, command: readonly string[] = []): string {
  const hash = createHash('sha256').update(JSON.stringify([process.version, command]));
  const lockfile = join(root, 'pnpm-lock.yaml');
  if (existsSync(lockfile)) hash.update(readFileSync(lockfile));
  for (const workspace of [workspaceOf(folder, root), ...dependenciesOf(folder, root)]) {
    for (const file of filesIn(workspace)) {
      const content = readFileSync(join(workspace, file));
      hash.update(`${relative(root, workspace)}/${file}\n${content.length}\n`).update(content);
    }
  }
  return hash.digest('hex');
}

/** Several servers may share a workspace; outside the repository the folder stands for itself. */
function workspaceOf(folder: string, root: string): string {
  if (relative(root, folder).startsWith('..')) return folder;
  let at = folder;
  while (at !== root) {
    if (existsSync(join(at, 'package.json'))) return at;
    at = dirname(at);
  }
  return folder;
}

function filesIn(workspace: string): string[] {
  return globSync('**/*', { cwd: workspace, exclude: (name) => LEFT_OUT.has(name) })
    .filter((file) => !file.endsWith('.md') && statSync(join(workspace, file)).isFile())
    .sort();
}

/** The workspaces that a server and the suite depend on, however far. */
function dependenciesOf(folder: string, root: string): string[] {
  const known = new Map(
    globSync('packages/*/package.json', { cwd: root }).map((path) => {
      const workspace = join(root, dirname(path));
      return [manifestOf(workspace).name ?? '', workspace] as const;
    }),
  );
  const found = new Set<string>();
  const visit = (name: string): void => {
    const workspace = known.get(name);
    if (workspace === undefined || found.has(workspace)) return;
    found.add(workspace);
    for (const next of Object.keys(manifestOf(workspace).dependencies ?? {})) visit(next);
  };
  visit(SUITE);
  for (const name of Object.keys(manifestOf(workspaceOf(folder, root)).dependencies ?? {})) visit(name);
  return [...found].sort();
}

function manifestOf(workspace: string): Manifest {
  const path = join(workspace, 'package.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Manifest) : {};
}
