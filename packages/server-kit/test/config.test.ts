// Where a configuration comes from, which source comes first, and how faults are told (PROC-1, LIMIT-1).
import { DEFAULT_LIMITS, LIMIT_NAMES } from '@hubbub/protocol';
import { expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';
import { helpText, SETTINGS } from '../src/flags.ts';

interface Given {
  argv?: string[];
  env?: Record<string, string>;
  line?: string;
  hasThreads?: boolean;
}

function read({ argv = [], env = {}, line, hasThreads = false }: Given) {
  return readConfig({
    argv: line === undefined ? argv : ['--config', '-', ...argv],
    env,
    hasThreads,
    readLine: () => Promise.resolve(line ?? ''),
  });
}

test('nothing given is an empty configuration', async () => {
  expect(await read({})).toEqual({ kind: 'serve', config: {}, logLevel: 'info' });
});

test('flags come before the environment, the environment before stdin', async () => {
  const line = JSON.stringify({ host: 'c', port: 3, limits: { maxRooms: 3, drainMs: 3 }, fanout: 'each' });
  const env = { HUBBUB_HOST: 'b', HUBBUB_PORT: '2', HUBBUB_MAX_ROOMS: '2', HUBBUB_LOG_LEVEL: 'warn' };
  const argv = ['--host', 'a', '--admin-port=9', '--origins', 'http://a,http://b', '--log-level', 'debug'];
  expect(await read({ argv, env, line })).toEqual({
    kind: 'serve',
    logLevel: 'debug',
    config: {
      host: 'a',
      port: 2,
      adminPort: 9,
      fanout: 'each',
      origins: ['http://a', 'http://b'],
      limits: { maxRooms: 2, drainMs: 3 },
    },
  });
});

test('every limit has a flag and a variable', async () => {
  for (const name of LIMIT_NAMES) {
    const setting = SETTINGS.find(({ target }) => target === name);
    const value = DEFAULT_LIMITS[name];
    const byFlag = await read({ argv: [`--${setting?.flag}`, String(value)] });
    const byVariable = await read({ env: { [setting?.variable ?? '']: String(value) } });
    expect(byFlag).toMatchObject({ config: { limits: { [name]: value } } });
    expect(byVariable).toEqual(byFlag);
  }
  const names = SETTINGS.map(({ flag, variable }) => `${flag} ${variable}`);
  expect(names).toContain('max-text-bytes HUBBUB_MAX_TEXT_BYTES');
});

test('parts of the configuration have a flag for each member, which adds to what stdin has', async () => {
  const line = JSON.stringify({ auth: { jwks: 'j', issuer: 'i' }, tls: { cert: 'c', key: 'k' } });
  const env = { HUBBUB_AUTH_AUDIENCE: 'a', HUBBUB_STORE: 's' };
  expect(await read({ argv: ['--tls-key', 'other', '--auth-issuer=x'], env, line })).toMatchObject({
    config: {
      auth: { jwks: 'j', issuer: 'x', audience: 'a' },
      tls: { cert: 'c', key: 'other' },
      store: 's',
    },
  });
  expect(await read({ env: { HUBBUB_AUTH_SECRET: 's' } })).toMatchObject({
    config: { auth: { secret: 's' } },
  });
});

test('--help is asked for before anything else is read, and names every flag', async () => {
  expect(await read({ argv: ['--help', '--config', 'nothing'] })).toEqual({ kind: 'help' });
  for (const { flag } of SETTINGS) expect(helpText('x')).toContain(`--${flag} `);
});

test.each<[string, Given, string]>([
  ['an unknown flag', { argv: ['--bogus'] }, "Unknown option '--bogus'"],
  ['a stray word', { argv: ['bogus'] }, "Unexpected argument 'bogus'"],
  ['a flag without its value', { argv: ['--port'] }, '--port'],
  ['a port that is no number', { argv: ['--port', '80a'] }, '--port must be a whole number, not "80a"'],
  ['a variable that is no number', { env: { HUBBUB_MAX_ROOMS: '-1' } }, 'HUBBUB_MAX_ROOMS must be a whole'],
  ['a port out of range', { argv: ['--port', '70000'] }, 'port'],
  ['a limit out of range', { argv: ['--max-rooms', '0'] }, 'maxRooms'],
  ['limits that do not fit together', { argv: ['--max-text-bytes', '60000'] }, 'maxFrameBytes'],
  ['an unknown fan-out', { argv: ['--fanout', 'loud'] }, 'fanout'],
  ['an unknown log level', { argv: ['--log-level', 'loud'] }, '--log-level must be one of'],
  ['a configuration file', { argv: ['--config', 'file.json'] }, '--config takes "-"'],
  ['invalid JSON', { line: '{"port":' }, 'not valid JSON'],
  ['JSON that is no object', { line: '[]' }, 'JSON object'],
  ['nothing on stdin', { line: '' }, 'not valid JSON'],
  ['an unknown member', { line: '{"prot":1}' }, 'unknown member "prot"'],
  ['half of TLS', { argv: ['--tls-cert', 'c'] }, 'tls'],
  ['two ways to authenticate', { argv: ['--auth-secret', 's', '--auth-jwks', 'j'] }, 'auth'],
  ['an unknown limit', { line: '{"limits":{"maxFoo":1}}' }, 'unknown limit "maxFoo"'],
])('%s is refused in one sentence', async (_what, given, sentence) => {
  const error = await read(given).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ code: 'config_invalid', message: expect.stringContaining(sentence) });
  expect((error as Error).message).not.toContain('\n');
});

test('--max-threads is the default of maxConnections and its most, for a server with threads alone', async () => {
  const hasThreads = true;
  const argv = ['--max-threads', '9'];
  expect(await read({ argv, hasThreads })).toMatchObject({ config: { limits: { maxConnections: 9 } } });
  const fewer = { env: { HUBBUB_MAX_THREADS: '9', HUBBUB_MAX_CONNECTIONS: '3' }, hasThreads };
  expect(await read(fewer)).toMatchObject({ config: { limits: { maxConnections: 3 } } });
  const more = { argv: [...argv, '--max-connections', '10'], hasThreads };
  await expect(read(more)).rejects.toMatchObject({ code: 'config_invalid' });
  await expect(read({ argv })).rejects.toMatchObject({ code: 'config_invalid' });
});
