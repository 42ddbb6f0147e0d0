// The HTTP side: what a visitor may see and say, as every client may, and how the chat's errors become statuses.
import { connect } from '@hubbub/client';
import { startServer } from '@hubbub/server-kit';
import { expect, onTestFinished, test } from 'vitest';
import { server } from '../src/server.ts';

async function start(config: Parameters<typeof startServer>[1] = {}) {
  const running = await startServer(server, config);
  onTestFinished(() => running.close());
  const ws = running.endpoints[0]?.url ?? '';
  const base = ws.replace('ws:', 'http:').replace(/\/hubbub$/, '');
  const say = (nick: string, text: string, id?: string) =>
    fetch(`${base}/rooms/den/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ nick, text, ...(id !== undefined && { id }) }),
    });
  return { running, ws, base, say, get: async (path: string) => (await fetch(base + path)).json() };
}

/** The events of a room as they come. */
async function* events(url: string, lastEventId: string): AsyncGenerator<{ id?: string; type: string }> {
  const response = await fetch(url, { headers: { 'last-event-id': lastEventId } });
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += new TextDecoder().decode(chunk);
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const fields = text.slice(0, end).split('\n');
      text = text.slice(end + 2);
      const of = (name: string) =>
        fields.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      const id = of('id');
      yield { ...JSON.parse(of('data') ?? '{}'), ...(id !== undefined && { id }) };
    }
  }
}

test('members, rooms and history are those that clients see; what is said over HTTP reaches them', async () => {
  const { ws, get, say } = await start();
  await using ann = await connect(ws, { nick: 'ann', reconnect: false });
  await ann.join('den');
  const heard = new Promise((done) => void ann.on('message', done));
  const said = await say('bot', 'hi', 'first');
  expect([said.status, await said.json()]).toMatchObject([201, { seq: 1, room: 'den' }]);
  expect(await heard).toMatchObject({ from: 'bot', text: 'hi', id: 'first' });
  expect(await (await say('bot', 'hi', 'first')).json()).toMatchObject({ seq: 1, duplicate: true });
  expect(await get('/rooms')).toMatchObject({ rooms: [{ room: 'den', members: 1 }] });
  expect(await get('/rooms/den/members')).toMatchObject({ members: ['ann'] });
  expect(await get('/rooms/den/history?limit=5')).toMatchObject({
    messages: [{ seq: 1, from: 'bot', text: 'hi' }],
    more: false,
  });
  expect(await get('/openapi.json')).toMatchObject({ paths: { '/rooms/{room}/history': { get: {} } } });
});

test('events come since Last-Event-ID and then live, and whoever stops listening leaves', async () => {
  const { running, ws, base, say } = await start();
  await using ann = await connect(ws, { nick: 'ann', reconnect: false });
  await ann.join('den');
  for (const text of ['one', 'two']) await ann.say('den', text);
  const stream = events(`${base}/rooms/den/events?nick=lis`, '1');
  const next = async () => (await stream.next()).value;
  expect(await next()).toMatchObject({ type: 'joined', seq: 2 });
  expect(await next()).toMatchObject({ type: 'message', id: '2', text: 'two' });
  expect((await say('lis', 'me too')).status).toBe(409);
  await ann.say('den', 'three');
  expect(await next()).toMatchObject({ type: 'message', id: '3', text: 'three' });
  const left = new Promise((done) => void ann.on('member_left', done));
  await stream.return(undefined);
  expect(await left).toMatchObject({ nick: 'lis', reason: 'disconnected' });
  await expect.poll(() => running.stats().sessions).toBe(1);
});

test('limits and errors hold for visitors as for everybody', async () => {
  const { running, base, say } = await start({ limits: { maxConnections: 1 } });
  expect((await fetch(`${base}/rooms/NO/members`)).status).toBe(400);
  expect((await say('not a nick', 'x')).status).toBe(400);
  expect((await say('bot', '')).status).toBe(400);
  expect((await fetch(`${base}/nowhere`)).status).toBe(404);
  const stream = events(`${base}/rooms/den/events`, '0');
  expect((await stream.next()).value).toMatchObject({ type: 'joined' });
  const refused = await fetch(`${base}/rooms`);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
  await stream.return(undefined);
  await expect.poll(() => running.stats().connections).toBe(0);
  // A connection that was refused stays so until it is closed; the next one has a place again.
  await expect.poll(async () => (await fetch(`${base}/rooms`)).status).toBe(200);
});

test('HELLO-8: with tokens on, a visitor without one is told nothing', async () => {
  const { base } = await start({ auth: { secret: 'x'.repeat(32) } });
  expect((await fetch(`${base}/rooms`)).status).toBe(401);
  expect((await fetch(`${base}/rooms/den/events`, { headers: { authorization: 'Bearer no' } })).status).toBe(
    401,
  );
});
