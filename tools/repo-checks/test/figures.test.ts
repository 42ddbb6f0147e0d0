// The figures of a server's README: what counts as its code, and which packages it needs.
import { describe, expect, it } from 'vitest';
import { codeLines } from '../src/code-lines.ts';
import { runtimePackages } from '../src/figures/dependencies.ts';
import type { Repository } from '../src/repository.ts';

describe('codeLines', () => {
  it('leaves out blanks and comments', () => {
    expect(codeLines('a.ts', '// opening\n\n/** doc\n * more\n */\nconst a = 1; // why\n')).toBe(1);
  });

  it('leaves out docstrings of Python', () => {
    expect(
      codeLines('a.py', '"""Opening\nof two lines."""\n# why\ndef f():\n    """Doc."""\n    return 1\n'),
    ).toBe(2);
  });
});

describe('runtimePackages', () => {
  const lockfile = `
importers:
  apps/server-x:
    dependencies:
      kit: { specifier: 'workspace:*', version: 'link:../../packages/kit' }
      ws: { specifier: 'catalog:', version: '8.0.0(peer@1.0.0)' }
    devDependencies:
      vitest: { specifier: 'catalog:', version: 5.0.0 }
  packages/kit:
    dependencies:
      pino: { specifier: 'catalog:', version: 10.0.0 }
snapshots:
  ws@8.0.0(peer@1.0.0): {}
  pino@10.0.0:
    dependencies: { sonic: 4.0.0 }
    optionalDependencies: { native: 1.0.0 }
  sonic@4.0.0:
    dependencies: { pino: 10.0.0 }
`;
  const repository = {
    read: (path: string) => (path === 'pnpm-lock.yaml' ? lockfile : undefined),
  } as Repository;

  it('follows workspaces and packages, each once, and neither tests nor options', () => {
    expect(runtimePackages(repository, 'apps/server-x')).toEqual(['pino@10.0.0', 'sonic@4.0.0', 'ws@8.0.0']);
  });
});
