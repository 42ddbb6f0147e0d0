// Chat through the `ws` client, in both fan-out modes.
import { CLOSE, type FanoutMode } from '@hubbub/protocol';
import { describe, expect, it } from 'vitest';
import { Peer } from './peer.ts';
import { start } from './running.ts';

const texts = (count: number): string[] => Array.from({ length: count }, (_, i) => `täxt ${i}`);

describe.each<FanoutMode>(['batched', 'each'])('fan-out %s', (fanout) => {
  it('delivers every message to every member, in order', async () => {
    const { url } = await start({ fanout, limits: { ratePerSecond: 0 } });
    const peers = await Promise.all(['ann', 'ben', 'cleo'].map((nick) => Peer.inRoom(url, nick, 'den')));
    for (const text of texts(500)) peers[0]?.send({ type: 'say', room: 'den', text });
    await peers[0]?.barrier();
    for (const peer of peers) {
      await peer.barrier();
      expect(peer.texts).toEqual(texts(500));
    }
  });

  it('puts whole frames between the control frames of ws', async () => {
    const { url } = await start({ fanout, limits: { ratePerSecond: 0 } });
    const ann = await Peer.inRoom(url, 'ann', 'den');
    const ben = await Peer.inRoom(url, 'ben', 'den');
    const pongs: string[] = [];
    ben.socket.on('pong', (data) => pongs.push(data.toString()));
    for (const text of texts(40)) {
      ann.send({ type: 'say', room: 'den', text });
      ben.socket.ping(text);
    }
    await ann.barrier();
    await ben.barrier();
    expect(ben.texts).toEqual(texts(40));
    expect(pongs).toEqual(texts(40));
  });

  it('evicts a reader that stalls, and nobody else notices', async () => {
    const { url, running } = await start({ fanout, limits: { ratePerSecond: 0, maxOutboxBytes: 65_536 } });
    const ann = await Peer.inRoom(url, 'ann', 'den');
    const slow = await Peer.inRoom(url, 'slow', 'den');
    slow.socket.pause();
    let said = 0;
    while (!ann.frames.some((frame) => frame.type === 'member_left')) {
      ann.send({ type: 'say', room: 'den', text: 'x'.repeat(4_000), ref: `${++said}` });
      await ann.seen('said', `${said}`);
    }
    expect(await ann.seen('member_left')).toMatchObject({ nick: 'slow', reason: 'slow_consumer' });
    await ann.barrier();
    expect(ann.texts).toHaveLength(said);
    expect(running.stats()).toMatchObject({ evicted: 1 });
    slow.socket.terminate();
  });

  it('closes with 1001 after all that it acknowledged', async () => {
    const { url, running } = await start({ fanout });
    const ann = await Peer.inRoom(url, 'ann', 'den');
    const ben = await Peer.inRoom(url, 'ben', 'den');
    ann.send({ type: 'say', room: 'den', text: 'last words', ref: '1' });
    await ann.seen('said');
    const stopped = running.close();
    expect(await Promise.all([ann.closed, ben.closed])).toEqual([CLOSE.shutdown, CLOSE.shutdown]);
    expect(await ben.seen('closing')).toMatchObject({ reason: 'shutdown' });
    expect(ben.texts).toEqual(['last words']);
    await stopped;
  });
});
