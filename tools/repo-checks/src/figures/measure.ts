// Measures what figures.json holds: how long a server takes to its ready line, and what its packages take on disk.
import { type ChildProcess, spawn } from 'node:child_process';
import { globSync, lstatSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

const STARTS = 5;

/**
 * Starts a server five times and answers the median from spawn to ready line, ms.
 * @throws Error where it ends before it is ready.
 */
export async function coldStartMs(folder: string, command: readonly string[]): Promise<number> {
  const times: number[] = [];
  for (let start = 0; start < STARTS; start++) times.push(await startOnce(folder, command));
  times.sort((a, b) => a - b);
  return Math.round(times[Math.floor(STARTS / 2)] as number);
}

async function startOnce(cwd: string, [program = '', ...args]: readonly string[]): Promise<number> {
  const began = performance.now();
  const path = program === 'node' ? process.execPath : program;
  const child = spawn(path, [...args, '--port', '0'], { cwd, stdio: ['ignore', 'pipe', 'ignore'] });
  const took = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${cwd}: ended with ${code} before it was ready`)));
    child.stdout.once('data', () => resolve(performance.now() - began));
  });
  await ended(child);
  return took;
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

/** Bytes on disk of packages (`name@version`) in the repository's virtual store. */
export function installedBytes(root: string, packages: readonly string[]): number {
  const folders = new Set<string>();
  for (const key of packages) {
    const name = key.slice(0, key.lastIndexOf('@'));
    const pattern = `node_modules/.pnpm/${key.replaceAll('/', '+')}*/node_modules/${name}`;
    for (const folder of globSync(pattern, { cwd: root })) folders.add(realpathSync(join(root, folder)));
  }
  return [...folders].reduce((sum, folder) => sum + bytesBelow(folder), 0);
}

function bytesBelow(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sum + (entry.name === 'node_modules' ? 0 : bytesBelow(path));
    return sum + (entry.isFile() ? lstatSync(path).size : 0);
  }, 0);
}
