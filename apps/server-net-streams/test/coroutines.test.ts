// What is this server's own: that its coroutines end together, whichever of them ends first.
import { once } from 'node:events';
import { connect as dial } from 'node:net';
import { connect } from '@hubbub/client';
import { startServer } from '@hubbub/server-kit';
import { expect, onTestFinished, test } from 'vitest';
import { server } from '../src/server.ts';

async function start(config: Parameters<typeof startServer>[1]) {
  const running = await startServer(server, config);
  onTestFinished(() => running.close());
  const url = running.endpoints[0]?.url ?? '';
  const client = (nick: string) => connect(url, { nick, reconnect: false });
  return { running, url: new URL(url), client };
}

test.each(['reset', 'FIN'] as const)('a %s while its replies wait ends a client altogether', async (how) => {
  const { running, url, client } = await start({ limits: { ratePerSecond: 0, idleTimeoutMs: 60_000 } });
  await using ann = await client('ann');
  await ann.join('den');
  for (let i = 0; i < 200; i++) await ann.say('den', 'x'.repeat(4_000));

  const stalled = dial(Number(url.port), url.hostname);
  stalled.on('error', () => {});
  stalled.write('{"type":"hello","version":1,"nick":"ben"}\n{"type":"join","room":"den"}\n');
  stalled.write('{"type":"history","room":"den","limit":200}\n'.repeat(100));
  await expect.poll(() => running.stats().outboxBytes).toBeGreaterThan(0);
  if (how === 'reset') stalled.resetAndDestroy();
  else {
    stalled.end();
    stalled.resume();
    await once(stalled, 'close');
  }
  await expect.poll(() => running.stats()).toMatchObject({ connections: 1, sessions: 1, outboxBytes: 0 });
  expect(await ann.ping()).toBeGreaterThanOrEqual(0);
});
