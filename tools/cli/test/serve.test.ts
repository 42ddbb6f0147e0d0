// `hubbub serve` as a process: nothing stands between the caller and the server (PROTOCOL.md §13).
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { folderOfServers } from './entrant-fixture.ts';
import { finished, runHubbub, startHubbub } from './hubbub-process.ts';

/** The path of a server whose command is this script. */
const serverOf = (script: string, entrant: object = {}): string =>
  `${folderOfServers({ script, entrant })}/0/entrant.json`;

const WAITS = `
  process.on('SIGTERM', () => { console.log('SIGTERM'); process.exit(7); });
  console.log('up');
  setInterval(() => {}, 1000);
`;

test('hands on flags, stdin and the folder as they are', async () => {
  const path = serverOf(`
    process.stdin.once('data', (line) =>
      console.log(JSON.stringify({ args: process.argv.slice(2), folder: process.cwd(), line: String(line) })));
  `);
  const child = startHubbub(['serve', path, '--port', '0', '--help', '-x', '--']);
  child.stdin?.end('{"port":0}\n');
  const { status, stdout } = await finished(child);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    args: ['--port', '0', '--help', '-x', '--'],
    folder: path.replace('/entrant.json', ''),
    line: '{"port":0}\n',
  });
});

test('ends with the exit status of the server', async () => {
  expect(await runHubbub(['serve', serverOf('process.exit(3)')])).toMatchObject({ status: 3, stderr: '' });
});

test('one signal to the command is one signal to the server', async () => {
  const child = startHubbub(['serve', serverOf(WAITS)]);
  if (child.stdout === null) throw new Error('no stdout');
  const output = text(child.stdout);
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  expect(await once(child, 'close')).toEqual([7, null]);
  expect(await output).toBe('up\nSIGTERM\n');
});

test('a server killed by a signal ends the command likewise', async () => {
  const child = startHubbub(['serve', serverOf("process.kill(process.pid, 'SIGKILL')")]);
  child.stdin?.end();
  expect(await finished(child)).toMatchObject({ status: null, signal: 'SIGKILL' });
});

test('a missing requirement is named with the command that installs it', async () => {
  const requires = [{ what: 'bun', probe: ['false'], install: 'npm install -g bun' }];
  expect(await runHubbub(['serve', serverOf('', { requires })])).toMatchObject({
    status: 2,
    stderr: 'hubbub: stand-in needs bun, which is not installed: npm install -g bun\n',
  });
});

test('a program that is not there is named', async () => {
  expect(await runHubbub(['serve', serverOf('', { command: ['no-such-program'] })])).toMatchObject({
    status: 2,
    stderr: 'hubbub: the program "no-such-program" cannot be found\n',
  });
});

test.each([
  ['{', 'is no JSON'],
  ['[]', 'entrant.json must be a JSON object'],
])('a malformed declaration %s is refused', async (content, reason) => {
  const { mkdtempSync, rmSync, writeFileSync } = await import('node:fs');
  const folder = mkdtempSync('/tmp/hubbub-malformed-');
  const path = `${folder}/entrant.json`;
  writeFileSync(path, content);
  const result = await runHubbub(['serve', path]);
  rmSync(folder, { recursive: true });
  expect(result).toMatchObject({ status: 2, stderr: `hubbub: ${path}: ${reason}\n` });
});

test('hubbub serve net: a ready line, chat, and a graceful stop', async () => {
  const child = startHubbub(['serve', 'net', '--port', '0']);
  if (child.stdout === null) throw new Error('no stdout');
  const [line] = await once(child.stdout, 'data');
  const ready = JSON.parse(String(line));
  expect(ready).toMatchObject({ ready: true, name: 'net', pid: child.pid });
  const { hostname, port } = new URL(ready.endpoints[0].url);
  const socket = connect(Number(port), hostname);
  socket.write('{"type":"hello","version":1,"nick":"ann"}\n');
  const [welcome] = await once(socket, 'data');
  expect(JSON.parse(String(welcome))).toMatchObject({ type: 'welcome', nick: 'ann' });
  child.kill('SIGTERM');
  const received = text(socket);
  expect(await once(child, 'close')).toEqual([0, null]);
  expect(await received).toContain('"reason":"shutdown"');
});

test('a port in use is one sentence and exit status 2', async () => {
  const first = startHubbub(['serve', 'net', '--port', '0']);
  if (first.stdout === null) throw new Error('no stdout');
  const [line] = await once(first.stdout, 'data');
  const { port } = new URL(JSON.parse(String(line)).endpoints[0].url);
  const second = await runHubbub(['serve', 'net', '--port', port]);
  expect(second).toMatchObject({ status: 2, stdout: '' });
  expect(second.stderr).not.toMatch(/\n {4}at /);
  expect(second.stderr).toContain(port);
});
