// The worked example of README.md runs as it stands there, against literal bytes; and the README names what is exported.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import * as checks from '../src/checks.ts';
import * as main from '../src/index.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const example = /## Using it in another project[\s\S]*?```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';

const protocol = { ...main, ...checks };

test('every value that the package exports is named, and nothing else', () => {
  const table = readme.slice(
    readme.indexOf('## What it exports'),
    readme.indexOf('Generated and checked in'),
  );
  const named = new Set([...table.matchAll(/`([A-Za-z_\d]+)`/g)].map(([, name]) => name as string));
  for (const name of Object.keys(protocol)) expect(named).toContain(name);
  const types = ['ParsedRequest', 'DecodedFrame', 'WebSocketEvent', 'ClientFrame', 'ServerFrame'];
  for (const name of named) expect([...Object.keys(protocol), ...types]).toContain(name);
});

test('the worked example keeps a to-do list', async () => {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-'], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  child.stdin.end(example);
  const [address] = (await once(createInterface(child.stdout), 'line')) as [string];
  const socket = connect(Number(/port: (\d+)/.exec(address)?.[1]), '127.0.0.1');
  const lines = createInterface(socket)[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => JSON.parse((await lines.next()).value as string);

  socket.write('{"type":"say","room":"todo","text":"buy m');
  socket.write('ilk"}\r\n{"type":"say","room":"Todo","text":"x","ref":"7"}\n{"type":"bye"}\nnonsense\n');
  expect(await next()).toMatchObject({ type: 'said', room: 'todo', seq: 1 });
  expect(await next()).toMatchObject({ type: 'error', code: 'room_invalid', ref: '7', fatal: false });
  expect(await next()).toMatchObject({ type: 'error', code: 'unknown_type' });
  expect(await next()).toMatchObject({ type: 'error', code: 'bad_frame' });
  socket.write('{"type":"history","room":"todo"}\n');
  expect(await next()).toMatchObject({
    type: 'history',
    messages: [{ seq: 1, from: 'you', text: 'buy milk' }],
  });
  socket.write(Buffer.from([0x22, 0xff, 0x22, 0x0a]));
  expect(await next()).toMatchObject({ type: 'error', code: 'invalid_utf8', fatal: true });
  expect((await lines.next()).done).toBe(true);
});
