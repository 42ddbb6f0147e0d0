// What each server's README states in figures: those that follow from the repository are computed here, those that a
// machine has to measure stand in figures.json beside entrant.json, written by `pnpm figures`.
import { dirname } from 'node:path';
import { codeLines } from '../code-lines.ts';
import { entrantPaths } from '../entrant-paths.ts';
import type { Repository } from '../repository.ts';
import { runtimePackages } from './dependencies.ts';

/** The content of `figures.json`. */
export interface MeasuredFigures {
  /** From the start of the process to its ready line, ms, the median of several. */
  readonly coldStartMs: number;
  /** Its packages on disk, MB; for a server in Python what Debian's packages take. */
  readonly installedMB: number;
  /** How it was measured. */
  readonly on: string;
}

/** A table of the servers at or below the folder of a README. */
export function serverFigures(repository: Repository, readme: string): readonly (readonly string[])[] {
  return entrantPaths(repository, dirname(readme)).map((path) => figuresOf(repository, path));
}

/** The heads of the columns of {@link serverFigures}. */
export const SERVER_FIGURES = ['server', 'own lines of code', 'packages', 'installed', 'cold start'] as const;

function figuresOf(repository: Repository, entrantPath: string): string[] {
  const { read } = repository;
  const folder = dirname(entrantPath);
  const entrant = JSON.parse(read(entrantPath) ?? '{}') as { id: string; requires: readonly unknown[] };
  const measuredText = read(`${folder}/figures.json`);
  const measured = measuredText === undefined ? undefined : (JSON.parse(measuredText) as MeasuredFigures);
  const isWorkspace = read(`${folder}/package.json`) !== undefined;
  return [
    entrant.id,
    String(ownLines(repository, folder)),
    String(isWorkspace ? runtimePackages(repository, folder).length : entrant.requires.length),
    measured === undefined ? 'not measured' : `${measured.installedMB} MB`,
    measured === undefined ? 'not measured' : `${measured.coldStartMs} ms`,
  ];
}

/** The code of a server itself: `src/` of a TypeScript one, the Python files of the folder of another. */
function ownLines({ files, read }: Repository, folder: string): number {
  return files
    .filter((path) => path.startsWith(`${folder}/`))
    .filter((path) => path.startsWith(`${folder}/src/`) || (path.endsWith('.py') && dirname(path) === folder))
    .reduce((sum, path) => sum + codeLines(path, read(path) ?? ''), 0);
}
