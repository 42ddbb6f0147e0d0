// What must run anywhere: the protocol, the engine, and whatever a browser loads. No Node modules, no Node globals.
// That the engine reads no clock is engine-clock's rule.
import { dirname, posix } from 'node:path';
import { Visitor } from 'oxc-parser';
import type { Check, Finding } from '../check.ts';
import type { Repository, Workspace } from '../repository.ts';
import type { SourceFile } from '../source-file.ts';

const NODE_GLOBALS = new Set(['process', 'Buffer', 'require', '__dirname', '__filename', 'setImmediate']);

/** See the rule. */
export const runtimeFree: Check = {
  id: 'runtime-free',
  rule: 'The contract, the domain and every browser entry import no `node:` module and use no global of Node.',
  *run(repository) {
    for (const workspace of repository.workspaces) {
      for (const file of portableFiles(repository, workspace)) yield* nodeUses(file);
    }
  },
};

function portableFiles(repository: Repository, { folder, manifest, tags }: Workspace): readonly SourceFile[] {
  if (tags.includes('contract') || tags.includes('domain')) return repository.sources(`${folder}/src`);
  const entries = browserEntries(manifest.exports);
  return closure(
    repository,
    entries.map((entry) => posix.join(folder, entry)),
  );
}

/** Paths under `./browser` or a condition `browser` of package.json's `exports`. */
function browserEntries(exports: unknown, isBrowser = false): string[] {
  if (typeof exports === 'string') return isBrowser ? [exports] : [];
  if (typeof exports !== 'object' || exports === null) return [];
  return Object.entries(exports).flatMap(([key, value]) =>
    browserEntries(value, isBrowser || key === 'browser' || key === './browser'),
  );
}

function closure(repository: Repository, entries: readonly string[]): SourceFile[] {
  const reached = new Map<string, SourceFile>();
  const visit = (path: string): void => {
    if (reached.has(path) || repository.read(path) === undefined) return;
    const file = repository.source(path);
    reached.set(path, file);
    for (const request of requestsOf(file)) {
      if (request.startsWith('.')) visit(posix.join(dirname(path), request));
    }
  };
  entries.forEach(visit);
  return [...reached.values()];
}

function requestsOf({ module }: SourceFile): string[] {
  const fromExports = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest }) => (moduleRequest === null ? [] : [moduleRequest.value])),
  );
  return [...module.staticImports.map(({ moduleRequest }) => moduleRequest.value), ...fromExports];
}

function nodeUses(file: SourceFile): Finding[] {
  const found: Finding[] = [];
  const add = (start: number, message: string): void => {
    found.push({ path: file.path, line: file.lineAt(start), message });
  };
  for (const { moduleRequest } of file.module.staticImports) {
    if (moduleRequest.value.startsWith('node:')) add(moduleRequest.start, `imports ${moduleRequest.value}`);
  }
  const declared = new Set(
    file.module.staticImports.flatMap(({ entries }) => entries.map(({ localName }) => localName.value)),
  );
  new Visitor({
    Identifier({ name, start }) {
      if (NODE_GLOBALS.has(name) && !declared.has(name)) add(start, `uses ${name}, which only Node has`);
    },
    ImportExpression({ source, start }) {
      if (source.type === 'Literal' && String(source.value).startsWith('node:')) {
        add(start, `imports ${source.value}`);
      }
    },
  }).visit(file.program);
  return found;
}
