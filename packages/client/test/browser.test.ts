// The client in a browser: it is loaded and used where nothing of Node can be had, and its sources are read for `node:`.
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, vi } from 'vitest';
import { type FakeBinding, startFakeServer } from './fake-server.ts';

// Each page is a process of its own.
vi.setConfig({ testTimeout: 60_000 });

const root = fileURLToPath(new URL('..', import.meta.url));
const platform = fileURLToPath(new URL('./browser-platform.ts', import.meta.url));

/** Runs a module's text in a Node process that plays a browser; answers what it prints. */
async function runAsBrowser(code: string): Promise<unknown> {
  const args = ['--import', platform, '--input-type=module', '--eval', code];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, timeout: 50_000 });
  return JSON.parse(stdout);
}

it('the platform of this test refuses what only Node has', async () => {
  await expect(runAsBrowser('await import("node:net")')).rejects.toThrow('imports node:net');
  expect(await runAsBrowser('console.log(JSON.stringify([typeof process, typeof Buffer]))')).toEqual([
    'undefined',
    'undefined',
  ]);
});

it.each<FakeBinding>(['websocket', 'socket.io'])(
  '%s works with nothing but a browser’s platform',
  async (binding) => {
    await using server = await startFakeServer(binding);
    const page = runAsBrowser(`
    const { connect } = await import('./src/index.ts');
    const client = await connect('${server.url}', { nick: 'ann', socketIoTransports: ['websocket'] });
    const joined = await client.join('lobby');
    const heard = new Promise((resolve) => client.on('message', resolve));
    const said = await client.say('lobby', 'hi');
    console.log(JSON.stringify([joined.members, said.seq, (await heard).text]));
    client.close();
  `);
    const peer = await server.accept();
    await peer.greet();
    await peer.admit();
    const { ref, id } = await peer.next('say');
    peer.send(
      { type: 'said', ref, room: 'lobby', seq: 1, at: 1 },
      { type: 'message', room: 'lobby', seq: 1, id, from: 'ann', text: 'hi', at: 1 },
    );
    expect(await page).toEqual([['ann'], 1, 'hi']);
  },
);

it('lines is refused there with argument_invalid', async () => {
  const code = `
    const { connect } = await import('./src/index.ts');
    await connect('tcp://127.0.0.1:1', { nick: 'ann' }).catch(({ code }) => console.log(JSON.stringify(code)));
  `;
  expect(await runAsBrowser(code)).toBe('argument_invalid');
});

it('no source but the one behind the condition "node" imports a module of Node', async () => {
  const files = await readdir(join(root, 'src'), { recursive: true });
  const offenders: string[] = [];
  for (const file of files.filter((name) => name.endsWith('.ts'))) {
    const text = await readFile(join(root, 'src', file), 'utf8');
    if (/(from|import\()\s*['"]node:/.test(text)) offenders.push(file);
  }
  const { imports } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  expect(offenders.map((file) => `./src/${file}`)).toEqual([imports['#lines'].node]);
  expect(Object.keys(imports['#lines'])[0]).toBe('browser');
});

it('the sources reached before a URL is known carry no transport: a bundle for one binding need not hold the others', async () => {
  const reached = new Set<string>();
  const walk = async (path: string): Promise<void> => {
    if (reached.has(path)) return;
    reached.add(path);
    const text = await readFile(path, 'utf8');
    for (const [, isType, specifier] of text.matchAll(
      /^(?:import|export) (type )?[^;]*?from '(\.[^']*)';/gms,
    )) {
      if (isType === undefined && specifier !== undefined) await walk(join(dirname(path), specifier));
    }
  };
  await walk(join(root, 'src/index.ts'));
  const transports = [...reached].filter((path) => dirname(path).endsWith('transports'));
  expect(reached.size).toBeGreaterThan(8);
  expect(transports).toEqual([join(root, 'src/transports/load-transport.ts')]);
});
