// The README's chat examples, run as they stand there: only the port is another one, and the tools that npx would fetch
// are the ones installed here.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { startHubbub } from './hubbub-process.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const PORT = '4000';

/** The shell blocks marked as examples of a server: how it is started, how one chats with it. */
function examplesOf(server: string): string[] {
  const block = new RegExp(`<!-- example:${server} -->\n\`\`\`sh\n([\\s\\S]*?)\`\`\``, 'g');
  return [...README.matchAll(block)].map(([, commands = '']) => commands);
}

async function startAtAnyPort(command: string): Promise<string> {
  const [hubbub, ...args] = command.trim().split(' ');
  expect([hubbub, ...args.slice(-2)]).toEqual(['hubbub', '--port', PORT]);
  const server = startHubbub([...args.slice(0, -1), '0']);
  if (server.stdout === null) throw new Error('no stdout');
  const [line] = await once(server.stdout, 'data');
  return new URL(JSON.parse(String(line)).endpoints[0].url).port;
}

/** A path on which `nc` is found, the system's or else a stand-in. */
function searchPath(): string {
  const own = [join(ROOT, 'tools/cli/node_modules/.bin'), join(ROOT, 'node_modules/.bin')];
  const all = [...own, ...(process.env.PATH ?? '').split(delimiter)];
  if (all.some((folder) => existsSync(join(folder, 'nc')))) return all.join(delimiter);
  const folder = mkdtempSync(join(tmpdir(), 'hubbub-nc-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const standIn = join(import.meta.dirname, 'stand-in-nc.ts');
  chmodSync(standIn, 0o755);
  symlinkSync(standIn, join(folder, 'nc'));
  return [...all, folder].join(delimiter);
}

/** All servers in TypeScript, with the one whose example shows how to chat over their first binding. */
const SERVERS = globSync('apps/*/entrant.json', { cwd: ROOT }).map((path): [string, string] => {
  const { id, bindings } = JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
  return [id, { lines: 'net', websocket: 'ws', 'socket.io': 'socketio' }[bindings[0] as string] ?? ''];
});

test.each(SERVERS)('one chats with %s as the README shows for %s', async (server, shown) => {
  const [start = '', chat = ''] = examplesOf(shown);
  const port = await startAtAnyPort(start.replace(` ${shown} `, ` ${server} `));
  const commands = chat.replaceAll(PORT, port).replaceAll(/npx -y wscat@\S+/g, 'wscat');
  const shell = spawn('bash', ['-e', '-c', commands], {
    cwd: ROOT,
    env: { ...process.env, PATH: searchPath() },
  });
  onTestFinished(() => {
    shell.kill('SIGKILL');
  });
  const [stdout, stderr, [status]] = await Promise.all([
    text(shell.stdout),
    text(shell.stderr),
    once(shell, 'close'),
  ]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  for (const seen of ['welcome', 'joined', 'message', 'hi all', 'said']) expect(stdout).toContain(seen);
});

test('the wscat that the README fetches is the one tried here', () => {
  const manifest = readFileSync(join(ROOT, 'tools/cli/node_modules/wscat/package.json'), 'utf8');
  expect(README).toContain(`npx -y wscat@${JSON.parse(manifest).version} `);
});
