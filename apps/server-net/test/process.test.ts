// The process: ready line, configuration, exit statuses, signals (PROC-1, PROC-2, STOP-1, STOP-2, CAP-2).
import { once } from 'node:events';
import { checkEntrant } from '@hubbub/protocol/checks';
import { expect, test } from 'vitest';
import entrant from '../entrant.json' with { type: 'json' };
import { server } from '../src/server.ts';
import { dial, run, start } from './server-process.ts';

const HELLO = '{"type":"hello","version":1,"nick":"ann"}\n';

test('entrant.json tells what the server is', () => {
  const { id, framework, bindings, fanout } = checkEntrant(entrant);
  expect({ id, framework, bindings, fanout }).toEqual({
    id: server.name,
    framework: server.framework,
    bindings: server.bindings,
    fanout: server.fanout,
  });
});

test('PROC-1, PROC-2: configured on stdin, it tells its limits and serves; the end of stdin is no shutdown', async () => {
  const { child, exited } = run(['--config', '-', '--log-level', 'silent'], {
    stdin: '{"limits":{"maxRooms":3}}\n',
  });
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
  const ready = JSON.parse(line);
  expect(ready).toMatchObject({ ready: true, name: 'net', pid: child.pid, limits: { maxRooms: 3 } });
  const client = await dial(new URL(ready.endpoints[0].url));
  client.socket.write(HELLO);
  await client.until('"maxRooms":3');
  child.kill('SIGTERM');
  expect(await exited).toEqual({ code: 0, signal: null, stderr: '' });
});

test('a configuration line is enough: stdin may stay open', async () => {
  const { child, exited } = run(['--config', '-']);
  child.stdin.write('{"port":0}\n');
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  expect((await exited).code).toBe(0);
});

test.each<[string, string[], string | undefined, string]>([
  ['an unknown flag', ['--bogus'], undefined, "net: Unknown option '--bogus'; see --help\n"],
  ['invalid JSON', ['--config', '-'], '{\n', 'net: the configuration on stdin is not valid JSON\n'],
  ['an unknown limit', ['--config', '-'], '{"limits":{"x":1}}\n', 'net: unknown limit "x"'],
  [
    'what it does not offer',
    ['--fanout', 'native'],
    undefined,
    'net: net does not offer the fan-out "native"',
  ],
])('%s is one sentence and status 2', async (_what, args, stdin, sentence) => {
  const { code, stderr } = await run(args, stdin === undefined ? {} : { stdin }).exited;
  expect(code).toBe(2);
  expect(stderr.startsWith(sentence)).toBe(true);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
});

test('a port in use is one sentence and status 2', async () => {
  const { url } = await start();
  const { code, stderr } = await run(['--port', url.port]).exited;
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: `net: cannot listen on 127.0.0.1:${url.port}: it is in use\n`,
  });
});

test('--help exits 0', async () => {
  const { child, exited } = run(['--help']);
  const [text] = await once(child.stdout.setEncoding('utf8'), 'data');
  expect(text).toContain('--max-text-bytes');
  expect(await exited).toEqual({ code: 0, signal: null, stderr: '' });
});

test.each(['SIGTERM', 'SIGINT'] as const)(
  'STOP-1, STOP-2: %s drains, exits 0, frees the port',
  async (signal) => {
    const { child, exited, url } = await start();
    const client = await dial(url);
    client.socket.write(HELLO);
    await client.until('welcome');
    child.kill(signal);
    await client.closed;
    expect(client.received()).toMatch(/\n\{"type":"closing","reason":"shutdown","retryAfterMs":1000\}\n$/);
    expect((await exited).code).toBe(0);
    const again = await start(['--port', url.port]);
    expect(again.url.port).toBe(url.port);
  },
);

test('STOP-1: a peer that reads nothing holds the stop up until drainMs at most; a second signal exits at once', async () => {
  const args = ['--drain-ms', '60000', '--rate-per-second', '0', '--admin-port', '0'];
  const { child, exited, url, ready } = await start(args);
  const client = await dial(url);
  client.socket.write(`${HELLO}{"type":"join","room":"r"}\n`);
  await client.until('joined');
  client.socket.pause();
  const say = `{"type":"say","room":"r","text":"${'x'.repeat(4_000)}"}\n`;
  client.socket.write(say.repeat(200) + '{"type":"history","room":"r"}\n'.repeat(200));
  const stats = async () => (await (await fetch(`${ready.admin}/stats`)).json()) as { outboxBytes: number };
  await expect.poll(async () => (await stats()).outboxBytes, { timeout: 10_000 }).toBeGreaterThan(0);
  child.kill('SIGTERM');
  await expect.poll(async () => (await fetch(`${ready.admin}/readyz`)).status).toBe(503);
  child.kill('SIGTERM');
  expect((await exited).code).toBe(130);
});

test('SEC-1: a closed stdout ends nothing', async () => {
  const { child, exited, url } = await start();
  child.stdout.destroy();
  const client = await dial(url);
  client.socket.write(HELLO);
  await client.until('welcome');
  child.kill('SIGTERM');
  expect((await exited).code).toBe(0);
});

test('CAP-2: out of file descriptors it survives, and accepts again later', async () => {
  const { url } = await start([], { shell: 'ulimit -n 64; exec "$0" "$@"' });
  const crowd = await Promise.all(Array.from({ length: 100 }, () => dial(url)));
  for (const { socket } of crowd) socket.write(HELLO);
  await Promise.any(crowd.map((client) => client.until('welcome')));
  for (const { socket } of crowd) socket.destroy();
  await Promise.all(crowd.map(({ closed }) => closed));
  await expect
    .poll(async () => {
      const client = await dial(url);
      client.socket.write(HELLO.replace('ann', 'late'));
      return client.until('welcome').then(
        () => true,
        () => false,
      );
    })
    .toBe(true);
});
