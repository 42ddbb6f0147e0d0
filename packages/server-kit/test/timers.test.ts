// The timers of a connection on a clock turned by hand: hello, heartbeat, idle (HELLO-5, LIVE-1, LIVE-2, LIMIT-2).
import { CLOSE } from '@hubbub/protocol';
import { describe, expect, test } from 'vitest';
import { TestHouse } from './fakes.ts';

const HELLO = { type: 'hello', version: 1, nick: 'ann' };

function codes(frames: readonly { type: string }[]): string[] {
  return frames.map((frame) => ('code' in frame ? String(frame.code) : frame.type));
}

describe('timers', () => {
  const limits = { helloTimeoutMs: 1_000, heartbeatMs: 2_000, idleTimeoutMs: 5_000 };

  test('HELLO-5: no hello in time is told and closed, however bytes drip in', () => {
    const house = new TestHouse({ limits });
    const ann = house.client();
    for (let i = 0; i < 9; i++) {
      house.clock.advance(110);
      ann.connection.receive(Buffer.from(' '));
    }
    expect(ann.take()).toEqual([]);
    house.clock.advance(60);
    expect(codes(ann.take())).toEqual(['hello_timeout']);
    expect(ann.transport.closed?.code).toBe(CLOSE.hello);
  });

  test('HELLO-5: what cannot be spoken to yet is dropped', () => {
    const house = new TestHouse({ limits });
    let isAborted = false;
    const place = house.admission.admit({ remoteAddress: 'a', abort: () => (isAborted = true) });
    const session = place.transfer({ remoteAddress: 'a', abort: () => (isAborted = true) });
    house.clock.advance(999);
    expect(isAborted).toBe(false);
    house.clock.advance(50);
    expect(isAborted).toBe(true);
    expect([place.held, session.held, house.admission.count]).toEqual([false, true, 1]);
    session.release();
    expect(house.admission.count).toBe(0);
  });

  test('LIVE-1: silence is pinged, then dropped as timeout; any input counts as life', () => {
    const house = new TestHouse({ limits });
    const ben = house.member('ben');
    const ann = house.member('ann');
    house.flush();
    const keepBen = () => ben.say({ type: 'pong' });
    ann.take();
    ben.take();
    const ageOfAnn: { at: number; types: string[] }[] = [];
    for (let at = 100; at <= 5_300; at += 100) {
      house.clock.advance(100);
      keepBen();
      const types = codes(ann.take());
      if (types.length > 0) ageOfAnn.push({ at, types });
    }
    expect(ageOfAnn.map(({ types }) => types)).toEqual([['ping'], ['ping'], ['idle_timeout']]);
    for (const [i, dueMs] of [2_000, 4_000, 5_000].entries()) {
      expect(ageOfAnn[i]?.at).toBeGreaterThanOrEqual(dueMs);
      expect(ageOfAnn[i]?.at).toBeLessThanOrEqual(dueMs * 1.1 + 250);
    }
    expect(ann.transport.closed?.code).toBe(CLOSE.idle);
    expect(ben.take()).toEqual([{ type: 'member_left', room: 'r', nick: 'ann', reason: 'timeout' }]);
  });

  test('LIVE-2: a control frame is life too', () => {
    const house = new TestHouse({ limits });
    const ann = house.open('websocket');
    ann.connection.receive(JSON.stringify(HELLO));
    ann.take();
    for (let i = 0; i < 60; i++) {
      house.clock.advance(100);
      ann.connection.heard();
    }
    expect(ann.take()).toEqual([]);
  });

  test('a client that we do not read from lives as long as it takes bytes', () => {
    const house = new TestHouse({ limits: { ...limits, ratePerSecond: 0 } });
    const ann = house.member('ann');
    for (let i = 0; i < 300; i++) ann.say({ type: 'say', room: 'r', text: 'x'.repeat(1_000) });
    house.flush();
    const stall = (nick: string) => {
      const client = house.client();
      client.transport.isStalled = true;
      client.say({ type: 'hello', version: 1, nick }, { type: 'join', room: 'r', since: 0 });
      house.flush();
      return client;
    };
    const slow = stall('slow');
    const dead = stall('dead');
    for (let i = 0; i < 70; i++) {
      house.clock.advance(100);
      ann.say({ type: 'ping' });
      slow.transport.bufferedBytes -= 500;
    }
    house.flush();
    expect(dead.transport.isAborted || codes(ann.take()).includes('member_left')).toBe(true);
    expect(slow.transport.bufferedBytes).toBeGreaterThan(0);
    expect(house.admission.connections.has(slow.connection as never)).toBe(true);
    expect(slow.transport.closed).toBeUndefined();
  });

  test('no timer is left when all are gone', () => {
    const house = new TestHouse({ limits });
    const clients = ['a', 'b', 'c'].map((nick) => house.member(nick));
    for (const { connection } of clients) connection.closed();
    house.clock.advance(100_000);
    expect(house.clock.pending).toBe(0);
  });
});
