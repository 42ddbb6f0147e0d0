// Where servers declare themselves: alone in a workspace, or beside others that share their code.
import type { Repository } from './repository.ts';

const ENTRANT = /^apps\/[^/]+\/([^/]+\/)?entrant\.json$/;

/** The path of every entrant.json in a folder, or of all, in the order of the files. */
export function entrantPaths({ files }: Pick<Repository, 'files'>, folder = 'apps'): string[] {
  return files.filter((path) => path.startsWith(`${folder}/`) && ENTRANT.test(path));
}
