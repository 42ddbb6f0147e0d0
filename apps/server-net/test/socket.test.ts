// What is node:net's own in this server: splits and merges, half-close, resets, slow readers, the cap at the accept.
import { startServer } from '@hubbub/server-kit';
import { expect, onTestFinished, test } from 'vitest';
import { server } from '../src/server.ts';
import { dial } from './server-process.ts';

async function start(config: Parameters<typeof startServer>[1] = {}) {
  const running = await startServer(server, config);
  onTestFinished(() => running.close());
  return { running, url: new URL(running.endpoints[0]?.url ?? '') };
}

const SESSION =
  '{"type":"hello","version":1,"nick":"zoë"}\r\n\n{"type":"join","room":"r"}\n{"type":"ping"}\n';

test('LINE-2: one byte at a time, also inside a character, is the same as all at once', async () => {
  const { url } = await start();
  const client = await dial(url);
  client.socket.setNoDelay(true);
  for (const byte of Buffer.from(SESSION)) client.socket.write(Buffer.of(byte));
  await client.until('"pong"');
  expect(client.received()).toContain('"nick":"zoë"');
});

test('LINE-4: after FIN the replies are delivered, then the server closes too', async () => {
  const { running, url } = await start();
  const client = await dial(url);
  client.socket.end(`${SESSION}{"type":"ping","data":"unfinished"}`);
  await client.closed;
  expect(client.received().trimEnd().split('\n').at(-1)).toBe('{"type":"pong"}');
  await expect.poll(() => running.stats()).toMatchObject({ connections: 0, sessions: 0 });
});

test('a reset costs nobody anything', async () => {
  const { running, url } = await start();
  const ann = await dial(url);
  ann.socket.write(SESSION);
  await ann.until('pong');
  const ben = await dial(url);
  ben.socket.write(SESSION.replace('zoë', 'ben'));
  await ben.until('pong');
  ben.socket.resetAndDestroy();
  await ann.until('"member_left","room":"r","nick":"ben","reason":"disconnected"');
  await expect.poll(() => running.stats()).toMatchObject({ connections: 1, sessions: 1 });
});

test('CAP-1: one too many is told and closed', async () => {
  const { running, url } = await start({ limits: { maxConnections: 1 } });
  const ann = await dial(url);
  ann.socket.write(SESSION);
  await ann.until('pong');
  const ben = await dial(url);
  await ben.closed;
  expect(JSON.parse(ben.received())).toMatchObject({ code: 'server_full', fatal: true, retryAfterMs: 1_000 });
  ann.socket.end();
  await ann.closed;
  await expect.poll(() => running.stats()).toMatchObject({ connections: 0, refused: 1 });
  const cleo = await dial(url);
  cleo.socket.write(SESSION);
  await cleo.until('pong');
});

test.each(['batched', 'each'] as const)(
  'FLOW-1, FLOW-2 (%s): a stalled reader is dropped; one that reads again loses nothing',
  async (fanout) => {
    const { running, url } = await start({ fanout, limits: { maxOutboxBytes: 65_536, ratePerSecond: 0 } });
    const [ann, stalled] = [await dial(url), await dial(url)];
    ann.socket.write(SESSION);
    await ann.until('pong');
    stalled.socket.write(SESSION.replace('zoë', 'stalled'));
    await stalled.until('pong');
    stalled.socket.pause();
    const say = (i: number) => `{"type":"say","room":"r","text":"${i} ${'x'.repeat(4_000)}","ref":"${i}"}\n`;
    let sent = 0;
    while (running.stats().evicted === 0) {
      ann.socket.write(say(++sent));
      await ann.until(`"ref":"${sent}"`);
    }
    await ann.until('"member_left","room":"r","nick":"stalled","reason":"slow_consumer"');
    await expect.poll(() => running.stats().connections, { timeout: 5_000 }).toBe(1);
    expect(ann.received().match(/"type":"message"/g)).toHaveLength(sent);
  },
);

test('FLOW-2: the server stops reading from a client that does not take its own replies, and goes on later', async () => {
  const { running, url } = await start({ limits: { maxOutboxBytes: 65_536, ratePerSecond: 0 } });
  const ann = await dial(url);
  const text = 'x'.repeat(4_000);
  ann.socket.write(SESSION + `{"type":"say","room":"r","text":"${text}"}\n`.repeat(50));
  await ann.until('"seq":50');
  ann.socket.pause();
  const asked = 400;
  ann.socket.write('{"type":"history","room":"r"}\n'.repeat(asked));
  ann.socket.write('{"type":"ping","data":"last"}\n');
  await expect.poll(() => running.stats().outboxBytes, { timeout: 10_000 }).toBeGreaterThan(0);
  expect(running.stats().received).toBeLessThan(asked);
  ann.socket.resume();
  await ann.until('"last"');
  expect(ann.received().match(/"type":"history"/g)).toHaveLength(asked);
  expect(running.stats().evicted).toBe(0);
});
