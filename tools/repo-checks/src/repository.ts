// The repository as data: its files and its workspaces, enumerated from pnpm-workspace.yaml and never from a
// list kept here. Reads the disk alone; what is right or wrong is the checks' business.
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { parse } from 'yaml';
import { parseSource, type SourceFile } from './source-file.ts';

/** The parts of a package.json that the checks read. */
export interface Manifest {
  readonly name: string;
  readonly description?: string;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** pnpm-workspace.yaml, as far as it is read. */
export interface WorkspaceFile {
  readonly packages: readonly string[];
  readonly catalog?: Readonly<Record<string, string>>;
}

/** One member of the workspace. */
export interface Workspace {
  /** Relative to the root, such as `packages/protocol`. */
  readonly folder: string;
  readonly manifest: Manifest;
  /** The boundary tags of its turbo.json. */
  readonly tags: readonly string[];
}

/** The whole repository. */
export interface Repository {
  readonly root: string;
  /** The root's own package.json. */
  readonly manifest: Manifest;
  readonly workspaceFile: WorkspaceFile;
  /** In the order of their folders. */
  readonly workspaces: readonly Workspace[];
  /** Every file that is not ignored, relative to the root, sorted. */
  readonly files: readonly string[];
  /** The text of a file, `undefined` where there is none. */
  read(path: string): string | undefined;
  /** A TypeScript file, parsed once. */
  source(path: string): SourceFile;
  /** The TypeScript files below a folder, or all. */
  sources(folder?: string): readonly SourceFile[];
}

/**
 * Reads a repository.
 * @throws Error where the root has no package.json or pnpm-workspace.yaml.
 */
export function readRepository(root: string): Repository {
  const texts = new Map<string, string>();
  const parsed = new Map<string, SourceFile>();
  const files = listFiles(root);
  const known = new Set(files);

  const read = (path: string): string | undefined => {
    if (!known.has(path)) return undefined;
    const text = texts.get(path) ?? readFileSync(join(root, path), 'utf8');
    texts.set(path, text);
    return text;
  };
  const source = (path: string): SourceFile => {
    const file = parsed.get(path) ?? parseSource(path, read(path) ?? '');
    parsed.set(path, file);
    return file;
  };
  const json = (path: string): unknown => {
    const text = read(path);
    if (text === undefined) throw new Error(`${path} is missing`);
    return JSON.parse(text);
  };

  const workspaceFile: WorkspaceFile = parse(read('pnpm-workspace.yaml') ?? 'packages: []');
  const workspaces = workspaceFile.packages
    .flatMap((pattern) => globSync(`${pattern}/package.json`, { cwd: root }))
    .map((path) => path.split(sep).slice(0, -1).join('/'))
    .sort()
    .map((folder): Workspace => {
      const turbo = read(`${folder}/turbo.json`);
      const { tags = [] } = turbo === undefined ? {} : (JSON.parse(turbo) as { tags?: string[] });
      return { folder, manifest: json(`${folder}/package.json`) as Manifest, tags };
    });

  return {
    root,
    manifest: json('package.json') as Manifest,
    workspaceFile,
    workspaces,
    files,
    read,
    source,
    sources: (folder = '') =>
      files
        .filter((path) => path.endsWith('.ts') && path.startsWith(folder === '' ? '' : `${folder}/`))
        .map(source),
  };
}

function listFiles(root: string): string[] {
  const ignored = new Set(['.git', ...ignoredFolders(root)]);
  const files: string[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!ignored.has(entry.name)) walk(path);
      } else if (entry.isFile()) {
        files.push(relative(root, path).split(sep).join('/'));
      }
    }
  };
  walk(root);
  return files.sort();
}

function ignoredFolders(root: string): string[] {
  const [file] = globSync('.gitignore', { cwd: root });
  if (file === undefined) return ['node_modules'];
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  return lines.filter((line) => line.endsWith('/')).map((line) => line.slice(0, -1));
}
