// The facts of the machine and of the code that a comparison ran on.
import { execFile } from 'node:child_process';
import { arch, cpus, type as osType, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Placement } from '../process/placement.ts';
import type { Results } from '../results/schema.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));

/** What runs this, where. The commit is null outside a git work tree. */
export async function hostFacts(placement: Placement): Promise<Results['host']> {
  const list = cpus();
  const commit = await git('rev-parse', 'HEAD');
  const status = await git('status', '--porcelain');
  return {
    cpu: list[0]?.model ?? 'unknown',
    cores: Math.max(1, list.length),
    memoryBytes: totalmem(),
    platform: `${osType()} ${arch()}`,
    kernel: release(),
    node: process.version,
    commit,
    isWorkTreeClean: status === null ? null : status === '',
    ...placement,
  };
}

async function git(...args: string[]): Promise<string | null> {
  try {
    return (await promisify(execFile)('git', args, { cwd: HERE })).stdout.trim();
  } catch {
    return null;
  }
}
