// The outbox: who is evicted and who is not (FLOW-1, FLOW-2), backlogs (HIST-4), and how a connection ends.
import { CLOSE } from '@hubbub/protocol';
import { describe, expect, test } from 'vitest';
import { TestHouse } from './fakes.ts';

const TEXT = 'x'.repeat(1_000);
const FREE = { ratePerSecond: 0 };

describe.each(['each', 'batched'] as const)('%s', (fanout) => {
  test('a client that does not read is dropped once others would pass its outbox, at nobody else’s cost', () => {
    const house = new TestHouse({ fanout, limits: { ...FREE, maxOutboxBytes: 16_384 } });
    const ann = house.member('ann');
    const slow = house.member('slow');
    house.flush();
    ann.take();
    slow.transport.isStalled = true;
    for (let i = 0; i < 15; i++) {
      ann.say({ type: 'say', room: 'r', text: TEXT });
      house.flush();
    }
    expect(slow.transport.closed).toBeUndefined();
    expect(slow.transport.bufferedBytes).toBeLessThanOrEqual(16_384);
    for (let i = 0; i < 3; i++) {
      ann.say({ type: 'say', room: 'r', text: TEXT });
      house.flush();
    }
    expect(slow.transport.closed?.code).toBe(CLOSE.slowConsumer);
    expect(slow.transport.frames.at(-1)).toMatchObject({ type: 'error', code: 'slow_consumer', fatal: true });
    const seen = ann.take();
    expect(seen.filter(({ type }) => type === 'message')).toHaveLength(18);
    expect(seen.filter(({ type }) => type === 'member_left')).toEqual([
      { type: 'member_left', room: 'r', nick: 'slow', reason: 'slow_consumer' },
    ]);
    expect(house.house.counters.evicted).toBe(1);
    expect(house.log.lines).toEqual(['warn slow consumer dropped']);
    house.clock.advance(1_100);
    expect(slow.transport.isAborted).toBe(true);
  });

  test('a client slower than the room but within its outbox loses nothing', () => {
    const house = new TestHouse({ fanout, limits: { ...FREE, maxOutboxBytes: 16_384 } });
    const ann = house.member('ann');
    const slow = house.member('slow');
    house.flush();
    slow.take();
    slow.transport.isStalled = true;
    for (let i = 0; i < 100; i++) {
      ann.say({ type: 'say', room: 'r', text: TEXT });
      house.flush();
      if (i % 10 === 9) slow.transport.drain(slow.connection);
    }
    expect(slow.take().filter(({ type }) => type === 'message')).toHaveLength(100);
    expect(slow.transport.closed).toBeUndefined();
  });

  test('own replies never evict: the server stops reading, and goes on once they left', () => {
    const house = new TestHouse({ fanout, limits: { ...FREE, maxOutboxBytes: 8_192 } });
    const ann = house.member('ann');
    for (let i = 0; i < 40; i++) ann.say({ type: 'say', room: 'r', text: TEXT });
    house.flush();
    const before = ann.take().length;
    expect(before).toBeGreaterThan(0);
    ann.transport.isStalled = true;
    ann.say(...Array.from({ length: 100 }, (_, i) => ({ type: 'history', room: 'r', ref: `h${i}` })));
    house.flush();
    const repliesBefore = ann.take().length;
    expect(repliesBefore).toBeLessThan(6);
    expect(ann.transport.isPaused).toBe(true);
    for (let i = 0; i < 100 && ann.transport.isPaused; i++) {
      ann.transport.drain(ann.connection);
      house.flush();
    }
    expect(ann.transport.isPaused).toBe(false);
    const refs = ann.transport.frames.flatMap((frame) => (frame.type === 'history' ? [frame.ref] : []));
    expect(refs).toEqual(Array.from({ length: 100 }, (_, i) => `h${i}`));
    expect(ann.transport.closed).toBeUndefined();
  });

  test('own replies that wait do not count when others send', () => {
    const house = new TestHouse({ fanout, limits: { ...FREE, maxOutboxBytes: 4_096 } });
    const ann = house.member('ann');
    const ben = house.member('ben');
    for (let i = 0; i < 30; i++) ann.say({ type: 'say', room: 'r', text: TEXT });
    house.flush();
    ben.take();
    ben.transport.isStalled = true;
    ben.say({ type: 'history', room: 'r' });
    house.flush();
    expect(ben.transport.bufferedBytes).toBeGreaterThan(20_000);
    ann.say({ type: 'say', room: 'r', text: TEXT });
    house.flush();
    expect(ben.transport.closed).toBeUndefined();
    for (let i = 0; i < 5; i++) {
      ann.say({ type: 'say', room: 'r', text: TEXT });
      house.flush();
    }
    expect(ben.transport.closed?.code).toBe(CLOSE.slowConsumer);
  });

  test('a replay larger than the outbox is pulled as the client reads, and live messages come after it', () => {
    const house = new TestHouse({ fanout, limits: { ...FREE, maxOutboxBytes: 8_192 } });
    const ann = house.member('ann');
    for (let i = 0; i < 300; i++) ann.say({ type: 'say', room: 'r', text: TEXT });
    house.flush();
    const ben = house.client();
    ben.transport.isStalled = true;
    ben.say({ type: 'hello', version: 1, nick: 'ben' }, { type: 'join', room: 'r', since: 0 });
    ben.say({ type: 'ping', data: 'after' });
    house.flush();
    expect(ben.transport.bufferedBytes).toBeLessThan(140_000);
    for (let i = 0; i < 3; i++) ann.say({ type: 'say', room: 'r', text: TEXT });
    house.flush();
    for (let i = 0; i < 20; i++) {
      ben.transport.drain(ben.connection);
      house.flush();
    }
    const frames = ben.transport.frames;
    const seqs = frames.flatMap((frame) => (frame.type === 'message' ? [frame.seq] : []));
    expect(seqs).toEqual(Array.from({ length: 303 }, (_, i) => i + 1));
    expect(frames.at(-1)).toMatchObject({ type: 'pong', data: 'after' });
    expect(ben.transport.closed).toBeUndefined();
  });

  test('what is published behind a replay counts against the outbox', () => {
    const house = new TestHouse({ fanout, limits: { ...FREE, maxOutboxBytes: 8_192 } });
    const ann = house.member('ann');
    for (let i = 0; i < 300; i++) ann.say({ type: 'say', room: 'r', text: TEXT });
    house.flush();
    const ben = house.client();
    ben.transport.isStalled = true;
    ben.say({ type: 'hello', version: 1, nick: 'ben' }, { type: 'join', room: 'r', since: 0 });
    house.flush();
    for (let i = 0; i < 6; i++) ann.say({ type: 'say', room: 'r', text: TEXT });
    house.flush();
    expect(ben.transport.closed).toBeUndefined();
    for (let i = 0; i < 4; i++) ann.say({ type: 'say', room: 'r', text: TEXT });
    house.flush();
    expect(ben.transport.closed?.code).toBe(CLOSE.slowConsumer);
  });

  test('an ended connection is dropped when its peer takes nothing for the grace', () => {
    const house = new TestHouse({ fanout });
    const ann = house.member('ann');
    const ben = house.member('ben');
    house.flush();
    ann.take();
    ben.transport.isStalled = true;
    ben.say({ type: 'bye', ref: 'b' });
    house.flush();
    expect(ben.transport.frames.at(-1)).toEqual({ type: 'closing', reason: 'bye', ref: 'b' });
    expect(ben.transport.closed?.code).toBe(CLOSE.normal);
    expect(ann.take()).toMatchObject([{ type: 'member_left', nick: 'ben', reason: 'left' }]);
    house.clock.advance(4_900);
    expect(ben.transport.isAborted).toBe(false);
    ben.transport.bufferedBytes = 0;
    house.clock.advance(4_900);
    expect(ben.transport.isAborted).toBe(false);
    house.clock.advance(5_200);
    expect(ben.transport.isAborted).toBe(true);
  });

  test('a closed connection is nobody’s any more', () => {
    const house = new TestHouse({ fanout });
    const ann = house.member('ann');
    const ben = house.member('ben');
    house.flush();
    ann.take();
    ben.connection.closed();
    ben.connection.closed();
    ben.connection.drained();
    expect(ann.take()).toEqual([{ type: 'member_left', room: 'r', nick: 'ben', reason: 'disconnected' }]);
    expect(house.admission.count).toBe(1);
    expect(house.admission.connections.size).toBe(1);
  });
});

test('a transport that throws costs its own client only', () => {
  const house = new TestHouse();
  const ann = house.member('ann');
  const ben = house.member('ben');
  house.flush();
  ann.take();
  ben.transport.write = () => {
    throw new Error('broken');
  };
  ann.say({ type: 'say', room: 'r', text: 'hi' });
  house.flush();
  expect(ben.transport.isAborted).toBe(true);
  expect(ann.take().map(({ type }) => type)).toEqual(['message', 'member_left']);
  expect(house.log.lines).toEqual(['error fault in a connection']);
});
