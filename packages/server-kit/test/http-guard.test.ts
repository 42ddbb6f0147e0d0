// What HTTP clients are told before any framework sees them: WS-1, WS-3, WS-4 and CAP-1, and the place that they hold.
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ServerConfig } from '@hubbub/protocol';
import { expect, onTestFinished, test } from 'vitest';
import { defineServer, listenHttp, startServer } from '../src/index.ts';

/** Accepts every allowed upgrade and never speaks again. */
const server = defineServer({
  name: 'upgrades',
  framework: 'test',
  bindings: ['websocket'],
  fanout: ['each'],
  listen: (kit) =>
    listenHttp(kit, (_request, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
      socket.resume().on('end', () => socket.end());
    }),
});

async function start(config: ServerConfig = {}) {
  const running = await startServer(server, config);
  onTestFinished(() => running.close());
  return { running, authority: new URL(running.endpoints[0]?.url ?? '').host };
}

const UPGRADE = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'];

/** Sends one request and answers the status line and headers; the socket stays as the server leaves it. */
async function ask(authority: string, path: string, headers: readonly string[]) {
  const [host = '', port] = authority.split(':');
  const socket = connect(Number(port), host);
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => {});
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${authority}\r\n${headers.join('\r\n')}\r\n\r\n`);
  const head = await new Promise<string>((resolve) => socket.once('data', (chunk) => resolve(String(chunk))));
  return { socket, status: Number(head.split(' ')[1]), head: head.toLowerCase() };
}

test.each<[string, string, readonly string[], number]>([
  ['no subprotocol', '/hubbub', UPGRADE, 101],
  ['the subprotocol among others', '/hubbub', [...UPGRADE, 'Sec-WebSocket-Protocol: a, hubbub.v1'], 101],
  ['other subprotocols (WS-1)', '/hubbub', [...UPGRADE, 'Sec-WebSocket-Protocol: a, hubbub.v2'], 400],
  ['another path (WS-3)', '/other', UPGRADE, 404],
  ['a query', '/hubbub?x=1', UPGRADE, 101],
  ['a plain GET (WS-3)', '/hubbub', [], 426],
  ['a plain GET of another path', '/', [], 404],
  ['an allowed origin', '/hubbub', [...UPGRADE, 'Origin: http://good'], 101],
  ['another origin (WS-4)', '/hubbub', [...UPGRADE, 'Origin: http://bad'], 403],
])('%s', async (_what, path, headers, status) => {
  const { authority } = await start({ origins: ['http://good'] });
  expect((await ask(authority, path, headers)).status).toBe(status);
});

test('without an allow-list every origin may come', async () => {
  const { authority } = await start();
  expect((await ask(authority, '/hubbub', [...UPGRADE, 'Origin: http://any'])).status).toBe(101);
});

test('CAP-1: without a place it is 503 with Retry-After, for upgrades and plain requests, then a close', async () => {
  const { running, authority } = await start({ limits: { maxConnections: 1, retryAfterMs: 1_500 } });
  const first = await ask(authority, '/hubbub', UPGRADE);
  expect([first.status, running.stats().connections]).toEqual([101, 1]);
  for (const headers of [UPGRADE, []]) {
    const second = await ask(authority, '/hubbub', headers);
    expect(second.status).toBe(503);
    expect(second.head).toContain('retry-after: 2\r\n');
    await text(second.socket);
  }
  expect(running.stats()).toMatchObject({ connections: 1, refused: 2 });
  first.socket.destroy();
  await expect.poll(() => running.stats().connections).toBe(0);
  expect((await ask(authority, '/hubbub', UPGRADE)).status).toBe(101);
});

test('HELLO-5: an upgrade that is never finished is dropped, also without a place', async () => {
  const { running, authority } = await start({ limits: { helloTimeoutMs: 200, maxConnections: 1 } });
  const [host = '', port] = authority.split(':');
  const held = connect(Number(port), host);
  held.write('GET /hubbub HTTP/1.1\r\n');
  await expect.poll(() => running.stats().connections).toBe(1);
  const refused = connect(Number(port), host);
  await Promise.all([text(held).catch(() => ''), text(refused).catch(() => '')]);
  await expect.poll(() => running.stats().connections).toBe(0);
});
