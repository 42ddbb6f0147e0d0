// A server of this repository as a process, known only by its entrant.json and its ready line (PROC-1, PROC-2).
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { glob, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Binding, Entrant, Limits } from '@hubbub/protocol';
import { checkEntrant, checkReadyLine } from '@hubbub/protocol/checks';

const apps = fileURLToPath(new URL('../../../apps', import.meta.url));

interface Candidate {
  readonly folder: string;
  readonly entrant: Entrant;
}

/** The first server, by the name of its folder, that speaks a binding and needs nothing to be installed. */
async function findServer(binding: Binding): Promise<Candidate> {
  const paths: string[] = [];
  for await (const path of glob('*/entrant.json', { cwd: apps })) paths.push(path);
  for (const path of paths.sort()) {
    const entrant = checkEntrant(JSON.parse(await readFile(join(apps, path), 'utf8')));
    if (entrant.bindings.includes(binding) && entrant.requires.length === 0) {
      return { folder: dirname(join(apps, path)), entrant };
    }
  }
  throw new Error(`no server of this repository speaks ${binding}`);
}

/** A running server. */
export interface RealServer extends AsyncDisposable {
  readonly url: string;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** Starts a server on a free port with these limits; resolves with the URL of the binding when it is ready. */
export async function startRealServer(binding: Binding, limits: Partial<Limits> = {}): Promise<RealServer> {
  const { folder, entrant } = await findServer(binding);
  const [program, ...args] = entrant.command as [string, ...string[]];
  const child = spawn(program === 'node' ? process.execPath : program, [...args, '--config', '-'], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.stdin.write(`${JSON.stringify({ port: 0, limits })}\n`);
  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([
    once(lines, 'line'),
    once(child, 'exit').then(() => Promise.reject(new Error(`${entrant.id} did not become ready`))),
  ]);
  const { endpoints } = checkReadyLine(JSON.parse(line));
  const url = endpoints.find((endpoint) => endpoint.binding === binding)?.url;
  if (url === undefined) throw new Error(`${entrant.id} has no endpoint for ${binding}`);
  return { url, [Symbol.asyncDispose]: () => stop(child) };
}
