// Chat through an unmodified socket.io-client: every fan-out mode over every way of transport.
import { FANOUT_MODES } from '@hubbub/protocol';
import { describe, expect, it } from 'vitest';
import { Peer, type Transports } from './peer.ts';
import { start } from './running.ts';

const TRANSPORTS: readonly Transports[] = [['polling'], ['websocket'], ['polling', 'websocket']];
const combinations = FANOUT_MODES.flatMap((fanout) =>
  TRANSPORTS.map((transports) => [fanout, transports] as const),
);
const texts = (count: number): string[] => Array.from({ length: count }, (_, i) => `täxt ${i}`);

describe.each(combinations)('fan-out %s over %j', (fanout, transports) => {
  it('delivers every message to every member, in order, also during an upgrade', async () => {
    const { url } = await start({ fanout, limits: { ratePerSecond: 0 } });
    const nicks = ['ann', 'ben', 'cleo'];
    const peers = await Promise.all(nicks.map((nick) => Peer.inRoom(url, nick, 'den', transports)));
    for (const text of texts(60)) await peers[0]?.ask('say', { room: 'den', text });
    for (const peer of peers) {
      await peer.barrier();
      expect(peer.texts).toEqual(texts(60));
      if (transports.length > 1) await peer.upgraded();
    }
    for (const peer of peers) peer.socket.disconnect();
  });

  it('answers to the callback in place of an event, and in order (SIO-1)', async () => {
    const { url } = await start({ fanout });
    const ann = await Peer.inRoom(url, 'ann', 'den', transports);
    expect(await ann.ask('say', { room: 'den', text: 'one' })).toMatchObject({ type: 'said', seq: 1 });
    expect(await ann.ask('say', { room: 'other', text: 'two' })).toMatchObject({
      type: 'error',
      code: 'not_joined',
    });
    expect(await ann.ask('rooms', {})).toMatchObject({ type: 'rooms', rooms: [{ room: 'den', members: 1 }] });
    ann.socket.emit('rooms');
    await ann.seen('rooms');
    const types = ann.frames.map(({ type }) => type);
    expect(types).toEqual(['welcome', 'joined', 'message', 'rooms']);
    ann.socket.disconnect();
  });

  it('gives a client nothing of a room that it left (ROOM-4)', async () => {
    const { url } = await start({ fanout });
    const ann = await Peer.inRoom(url, 'ann', 'den', transports);
    const ben = await Peer.inRoom(url, 'ben', 'den', transports);
    await ben.ask('leave', { room: 'den' });
    await ann.ask('say', { room: 'den', text: 'alone' });
    await ben.barrier();
    expect(ben.texts).toEqual([]);
    await ann.barrier();
    expect(ann.texts).toEqual(['alone']);
    ann.socket.disconnect();
    ben.socket.disconnect();
  });
});
