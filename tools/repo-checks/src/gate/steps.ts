// The steps of the one gate, as data: the same on a desk and in CI. What runs them is run-step.ts.
import type { Repository } from '../repository.ts';

/** One step: a command that exits 0 where all is well. */
export interface Step {
  /** The name under which it is listed, and by which it can be asked for alone. */
  readonly id: string;
  readonly says: string;
  /** Programs and their arguments, run one after the other in the root. */
  readonly commands: readonly (readonly [string, ...string[]])[];
  /** What the step needs from the system: a command that exits 0 where it is, and one that installs it. */
  readonly needs?: { readonly probe: readonly [string, ...string[]]; readonly install: string };
}

/** All steps, cheap ones first. */
export function gateSteps({ workspaces, files }: Pick<Repository, 'workspaces' | 'files'>): Step[] {
  const projects = ['tsconfig.json', ...workspaces.map(({ folder }) => `${folder}/tsconfig.json`)];
  return [
    {
      id: 'lint',
      says: 'format and lint',
      commands: [['biome', 'ci', '--colors=off', '--error-on-warnings', '.']],
    },
    {
      id: 'types',
      says: 'types, also of packages with a configuration of their own',
      commands: projects.filter((path) => files.includes(path)).map((path) => ['tsc', '-p', path]),
    },
    {
      id: 'python',
      says: 'types of the Python servers',
      commands: [['pyright', '--pythonpath', '/usr/bin/python3', '-p', 'apps/servers-python']],
      needs: {
        probe: ['/usr/bin/python3', '-c', 'import circuits, tornado, twisted'],
        install: 'apt-get install -y python3 python3-circuits python3-tornado python3-twisted',
      },
    },
    { id: 'boundaries', says: 'who may import whom', commands: [['turbo', 'boundaries']] },
    {
      id: 'unused',
      says: 'unused files, exports and dependencies',
      commands: [['knip'], ['knip', '--production', '--strict', '--exclude', 'exports,types']],
    },
    {
      id: 'repository',
      says: 'the rules of the house, links and generated blocks',
      commands: [['node', 'tools/repo-checks/src/main.ts']],
    },
    { id: 'tests', says: 'all tests', commands: [['vitest', 'run']] },
  ];
}
