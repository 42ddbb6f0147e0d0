// What servers in another language have, which share a workspace and one core: a declaration each, a section in the
// workspace's README, a test, and little code of their own.
import { checkEntrant } from '@hubbub/protocol/checks';
import type { Check, Finding } from '../check.ts';
import { codeLines } from '../code-lines.ts';
import { entrantPaths } from '../entrant-paths.ts';
import type { Repository, Workspace } from '../repository.ts';

const MAX_CODE_LINES = 150;

/** See the rule. */
export const foreignServers: Check = {
  id: 'foreign-servers',
  rule: 'Of the servers that share a workspace each has a valid entrant.json, a section in the README, a test, and at most 150 lines of code.',
  *run(repository) {
    for (const workspace of repository.workspaces.filter(({ tags }) => tags.includes('servers'))) {
      yield* findings(repository, workspace);
    }
  },
};

function* findings({ files, read }: Repository, { folder }: Workspace): Generator<Finding> {
  const readme = read(`${folder}/README.md`) ?? '';
  const declarations = entrantPaths({ files }, folder);
  if (declarations.length === 0) yield { path: folder, message: 'declares no server' };
  for (const path of declarations) {
    const own = path.slice(0, -'/entrant.json'.length);
    const name = own.slice(folder.length + 1);
    try {
      const { id } = checkEntrant(JSON.parse(read(path) ?? ''));
      if (id !== name) yield { path, message: `the id "${id}" does not fit the folder ${name}` };
    } catch (error) {
      yield { path, message: (error as Error).message };
    }
    if (!readme.includes(`\n## ${name}\n`)) {
      yield { path: `${folder}/README.md`, message: `has no section "${name}"` };
    }
    const test = `${folder}/test/${name}.long.test.ts`;
    if (!files.includes(test)) yield { path: test, message: 'is missing' };
    const lines = files
      .filter((file) => file.startsWith(`${own}/`) && file.endsWith('.py'))
      .reduce((sum, file) => sum + codeLines(file, read(file) ?? ''), 0);
    if (lines > MAX_CODE_LINES) {
      yield { path: own, message: `holds ${lines} lines of code; ${MAX_CODE_LINES} are the most` };
    }
  }
}
