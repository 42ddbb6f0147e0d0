// A server in this process: what it states, what it refuses, its admin endpoints, and the graceful stop.
import { once } from 'node:events';
import { DEFAULT_LIMITS, type ServerConfig, type Stats, StatsSchema } from '@hubbub/protocol';
import { checkReadyLine } from '@hubbub/protocol/checks';
import { expect, onTestFinished, test } from 'vitest';
import { startServer } from '../src/index.ts';
import { LineClient } from './line-client.ts';
import { plainServer } from './plain-server.ts';

async function start(config: ServerConfig = {}) {
  const server = await startServer(plainServer, config);
  onTestFinished(() => server.close());
  return { server, url: server.endpoints[0]?.url ?? '' };
}

test('PROC-2, LIMIT-1: what it states is valid and in force', async () => {
  const { server, url } = await start({ limits: { maxRooms: 7 } });
  expect(checkReadyLine(server.ready)).toBe(server.ready);
  expect(server.limits).toEqual({ ...DEFAULT_LIMITS, maxRooms: 7 });
  expect(server.ready.admin).toBeUndefined();
  const client = await LineClient.open(url);
  client.say({ type: 'hello', version: 1, nick: 'ann' });
  const welcome = await client.next('welcome');
  expect(welcome).toMatchObject({ limits: server.limits, features: server.ready.features });
  expect(welcome.server).toEqual({ name: 'plain', framework: 'test', runtime: server.ready.runtime });
});

test('history of size 0 is not offered', async () => {
  const { server } = await start({ limits: { historySize: 0 } });
  expect(server.ready.features).toEqual([]);
});

test.each<[ServerConfig, string]>([
  [{ fanout: 'native' }, 'plain does not offer the fan-out "native"; it offers batched, each'],
  [{ tls: { cert: 'c', key: 'k' } }, '"tls" is configured, but plain does not offer it'],
  [{ store: 'file', limits: { historySize: 0 } }, '"store" is configured, but limits.historySize is 0'],
  [{ store: '/nowhere/at/all.db' }, '"store" /nowhere/at/all.db: unable to open database file'],
  [{ backplane: 'redis://' }, '"backplane" is configured'],
  [{ origins: ['http://a'] }, '"origins" is configured'],
  [{ bogus: 1 } as ServerConfig, 'unknown member "bogus"'],
])('LIMIT-1: %j is refused', async (config, sentence) => {
  await expect(startServer(plainServer, config)).rejects.toMatchObject({
    code: 'config_invalid',
    message: expect.stringContaining(sentence),
  });
});

test('a port in use is told, for the admin port too, and nothing stays bound', async () => {
  const { server, url } = await start({ adminPort: 0 });
  const taken = Number(new URL(url).port);
  await expect(startServer(plainServer, { port: taken })).rejects.toMatchObject({
    code: 'port_in_use',
    message: `cannot listen on 127.0.0.1:${taken}: it is in use`,
  });
  const adminPort = Number(new URL(server.ready.admin ?? '').port);
  await expect(startServer(plainServer, { adminPort })).rejects.toMatchObject({ code: 'port_in_use' });
});

test('PROC-3: the admin endpoints tell what is', async () => {
  const { server, url } = await start({ adminPort: 0, limits: { maxConnections: 2 } });
  const get = (path: string) => fetch(`${server.ready.admin}${path}`);
  expect([(await get('/healthz')).status, (await get('/readyz')).status]).toEqual([200, 200]);
  expect((await get('/nothing')).status).toBe(404);
  const [ann] = [await LineClient.member(url, 'ann'), await LineClient.member(url, 'ben')];
  await (await LineClient.open(url)).next('error');
  ann?.say({ type: 'say', room: 'r', text: 'hi', ref: 's' });
  await ann?.next('said');
  const stats = (await (await get('/stats')).json()) as Stats;
  expect(Object.keys(stats).sort()).toEqual(Object.keys(StatsSchema.properties).sort());
  expect(stats).toMatchObject({
    connections: 2,
    sessions: 2,
    rooms: 1,
    outboxBytes: 0,
    received: 5,
    refused: 1,
  });
  expect(stats).toEqual(server.stats());
  const metrics = await (await get('/metrics')).text();
  expect(metrics).toMatch(/^hubbub_connections 2$/m);
  expect(metrics).toMatch(/^hubbub_refused_total 1$/m);
  expect(metrics).toMatch(/^hubbub_writes_total \d+$/m);
  expect(metrics).toMatch(/^process_cpu_seconds_total /m);
});

test('STOP-1: everybody gets what was acknowledged, then closing; the port is free at once', async () => {
  const { server, url } = await start({ adminPort: 0 });
  const ann = await LineClient.member(url, 'ann');
  const ben = await LineClient.member(url, 'ben');
  ann.say({ type: 'say', room: 'r', text: 'last words', ref: 's' });
  await ann.next('said');
  const stopped = server.close();
  expect(await ben.next('message')).toMatchObject({ text: 'last words' });
  expect(await ben.next('closing')).toEqual({ type: 'closing', reason: 'shutdown', retryAfterMs: 1_000 });
  expect(await ann.next('closing')).toMatchObject({ reason: 'shutdown' });
  await Promise.all([ann.closed, ben.closed, stopped]);
  expect(ann.frames.at(-1)).toMatchObject({ type: 'closing' });
  expect(ben.frames.at(-1)).toMatchObject({ type: 'closing' });
  const again = await startServer(plainServer, { port: Number(new URL(url).port) });
  await again.close();
});

test('STOP-1: a peer that does not read cannot delay the stop beyond drainMs; /readyz tells of it', async () => {
  const { server, url } = await start({ adminPort: 0, limits: { drainMs: 1_000, ratePerSecond: 0 } });
  const ann = await LineClient.member(url, 'ann');
  const text = 'x'.repeat(4_000);
  ann.socket.pause();
  // More own replies than the kernel takes, so that the closing frame cannot leave.
  for (let i = 0; i < 100; i++) ann.say({ type: 'say', room: 'r', text });
  for (let i = 0; i < 200; i++) ann.say({ type: 'history', room: 'r' });
  const ben = await LineClient.open(url);
  ben.say({ type: 'hello', version: 1, nick: 'ben' });
  await ben.next('welcome');
  await expect.poll(() => server.stats().outboxBytes, { timeout: 10_000 }).toBeGreaterThan(0);
  const startedMs = performance.now();
  const stopped = server.close();
  const ready = await fetch(`${server.ready.admin}/readyz`);
  expect(ready.status).toBe(503);
  await ben.next('closing');
  await stopped;
  expect(performance.now() - startedMs).toBeLessThan(1_350);
  ann.socket.resume();
  if (!ann.socket.closed) await once(ann.socket, 'close');
});
