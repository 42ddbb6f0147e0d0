// What every server app has: a declaration, a README, a main.ts of a few lines, tests, and little code. If an
// adapter grows, the kit is missing something.
import { checkEntrant } from '@hubbub/protocol/checks';
import type { Check, Finding } from '../check.ts';
import { codeLines } from '../code-lines.ts';
import type { Repository, Workspace } from '../repository.ts';

const MAX_MAIN_LINES = 10;
const MAX_CODE_LINES = 150;
/** These styles are their own framework: the loop or the threads that others bring along are part of the server. */
const MAX_CODE_LINES_OF: Readonly<Record<string, number>> = { 'readiness loop': 250, threads: 250 };

/** See the rule. */
export const servers: Check = {
  id: 'servers',
  rule: 'A server has a valid entrant.json, a README, tests, a main.ts of at most 10 lines, and at most 150 lines of code; a loop or threads of its own, 250.',
  *run(repository) {
    for (const workspace of repository.workspaces.filter(({ tags }) => tags.includes('server'))) {
      yield* entrantFindings(repository, workspace);
      yield* sizeFindings(repository, workspace);
    }
  },
};

function* entrantFindings({ read, files }: Repository, { folder }: Workspace): Generator<Finding> {
  const path = `${folder}/entrant.json`;
  const text = read(path);
  if (text === undefined) {
    yield { path, message: 'is missing' };
  } else {
    try {
      const { id } = checkEntrant(JSON.parse(text));
      if (folder !== `apps/server-${id}`) {
        yield { path, message: `the id "${id}" does not fit the folder ${folder}` };
      }
    } catch (error) {
      yield { path, message: (error as Error).message };
    }
  }
  if (read(`${folder}/README.md`) === undefined) yield { path: `${folder}/README.md`, message: 'is missing' };
  if (!files.some((file) => file.startsWith(`${folder}/test/`) && file.endsWith('.test.ts'))) {
    yield { path: `${folder}/test`, message: 'has no tests' };
  }
}

function* sizeFindings({ read, sources }: Repository, { folder }: Workspace): Generator<Finding> {
  const path = `${folder}/src/main.ts`;
  const main = read(path);
  if (main === undefined) yield { path, message: 'is missing' };
  else if (main.trimEnd().split('\n').length > MAX_MAIN_LINES) {
    yield { path, message: `has more than ${MAX_MAIN_LINES} lines` };
  }
  const lines = sources(`${folder}/src`).reduce((sum, { path, text }) => sum + codeLines(path, text), 0);
  const most = MAX_CODE_LINES_OF[styleOf(read(`${folder}/entrant.json`))] ?? MAX_CODE_LINES;
  if (lines > most) {
    yield { path: `${folder}/src`, message: `holds ${lines} lines of code; ${most} are the most` };
  }
}

/** The style that a declaration states; one that is malformed is another finding. */
function styleOf(entrant: string | undefined): string {
  return /"style": *"([^"]*)"/.exec(entrant ?? '')?.[1] ?? '';
}
