// One connection: faults and their limits, what comes before welcome, rate, acknowledgements, the end.
import { CLOSE } from '@hubbub/protocol';
import { describe, expect, test } from 'vitest';
import type { Connection } from '../src/contract.ts';
import { TestHouse } from './fakes.ts';

const HELLO = { type: 'hello', version: 1, nick: 'ann' };

function codes(frames: readonly { type: string }[]): string[] {
  return frames.map((frame) => ('code' in frame ? String(frame.code) : frame.type));
}

describe('faults', () => {
  test('FRAME-3: the n-th bad frame in a row is followed by too_many_errors; a request starts anew', () => {
    const house = new TestHouse({ limits: { maxBadFrames: 3 } });
    const ann = house.client();
    const bad = Buffer.from('nonsense\n');
    ann.say(HELLO);
    ann.take();
    ann.connection.receive(bad);
    ann.say({ type: 'nothing' }, { type: 'ping' });
    ann.connection.receive(Buffer.from('[]\n'));
    ann.connection.receive(bad);
    expect(codes(ann.take())).toEqual(['bad_frame', 'unknown_type', 'pong', 'bad_frame', 'bad_frame']);
    ann.connection.receive(bad);
    expect(codes(ann.take())).toEqual(['bad_frame', 'too_many_errors']);
    expect(ann.transport.closed?.code).toBe(CLOSE.tooManyErrors);
    ann.say({ type: 'ping' });
    expect(ann.take()).toEqual([]);
  });

  test('FRAME-5, FRAME-6: a frame too large and bad UTF-8 are told, then closed', () => {
    const house = new TestHouse({ limits: { maxTextBytes: 10, maxFrameBytes: 1_212 } });
    const ann = house.client();
    ann.connection.receive(Buffer.alloc(2_000, 'x'));
    expect(codes(ann.take())).toEqual(['frame_too_large']);
    expect(ann.transport.closed?.code).toBe(CLOSE.tooLarge);
    const ben = house.client();
    ben.connection.receive(Buffer.from([0x7b, 0xff, 0x0a]));
    expect(codes(ben.take())).toEqual(['invalid_utf8']);
    expect(ben.transport.closed?.code).toBe(CLOSE.invalidUtf8);
  });

  test('WS-2: what the framework found is closed with its code', () => {
    const house = new TestHouse();
    const ann = house.open('websocket');
    ann.connection.fail('binary');
    expect(ann.take()).toEqual([]);
    expect(ann.transport.closed?.code).toBe(CLOSE.binary);
    const ben = house.open('websocket');
    ben.connection.fail('frame_too_large');
    expect(codes(ben.take())).toEqual(['frame_too_large']);
  });

  test('HELLO-1: before welcome only hello, ping and bye are answered, and bad_frame comes first', () => {
    const house = new TestHouse();
    const ann = house.client();
    ann.connection.receive(Buffer.from('{\n'));
    ann.say(
      { type: 'join', room: 'r', ref: 'j' },
      { type: 'join', room: 7, ref: 'k' },
      { type: 'nothing' },
      { type: 'hello', version: 1, nick: '' },
      { type: 'ping', data: 1 },
      { type: 'pong' },
      HELLO,
    );
    const frames = ann.take();
    expect(codes(frames)).toEqual([
      'bad_frame',
      'hello_required',
      'hello_required',
      'hello_required',
      'nick_invalid',
      'pong',
      'welcome',
    ]);
    expect(frames.map((frame) => ('ref' in frame ? frame.ref : undefined)).slice(1, 3)).toEqual(['j', 'k']);
  });

  test('SEC-1: a fault in the engine is one log line and `internal`, and costs no other client', () => {
    const house = new TestHouse();
    const ann = house.member('ann');
    const ben = house.member('ben');
    house.flush();
    ben.take();
    house.house.fanout.publish = () => {
      throw new Error('secret detail');
    };
    ann.say({ type: 'say', room: 'r', text: 'hi' });
    const frames = ann.take();
    expect(codes(frames)).toEqual(['member_joined', 'internal']);
    expect(JSON.stringify(frames)).not.toContain('secret');
    expect(ann.transport.closed?.code).toBe(CLOSE.internal);
    expect(house.log.lines.filter((line) => line.startsWith('error'))).toContain(
      'error fault in handling a frame',
    );
    ben.say({ type: 'ping' });
    expect(codes(ben.take())).toContain('pong');
  });
});

describe('rate (RATE-1)', () => {
  test('the bucket is exact, hello, ping and bye are free, and refused requests have no effect', () => {
    const house = new TestHouse({ limits: { ratePerSecond: 10, rateBurst: 3 } });
    const ann = house.client();
    ann.say(HELLO, ...Array.from({ length: 5 }, () => ({ type: 'ping' })));
    ann.take();
    ann.say(...Array.from({ length: 4 }, (_, i) => ({ type: 'join', room: `r${i}`, ref: `${i}` })));
    const frames = ann.take();
    expect(codes(frames)).toEqual(['joined', 'joined', 'joined', 'rate_limited']);
    expect(frames[3]).toMatchObject({ ref: '3', retryAfterMs: 100, fatal: false });
    house.clock.advance(99);
    ann.say({ type: 'join', room: 'x' });
    expect(ann.take()[0]).toMatchObject({ code: 'rate_limited', retryAfterMs: 1 });
    house.clock.advance(1);
    ann.say({ type: 'leave', room: 'r3', ref: 'l' });
    expect(ann.take()).toMatchObject([{ code: 'not_joined' }]);
  });

  test('violations in a row close', () => {
    const house = new TestHouse({ limits: { ratePerSecond: 1, rateBurst: 1, maxViolations: 3 } });
    const ann = house.client();
    ann.say(HELLO, ...Array.from({ length: 4 }, () => ({ type: 'rooms' })));
    expect(codes(ann.take())).toEqual([
      'welcome',
      'rooms',
      'rate_limited',
      'rate_limited',
      'rate_limited',
      'too_many_errors',
    ]);
    expect(ann.transport.closed?.code).toBe(CLOSE.tooManyErrors);
  });
});

describe('Socket.IO (SIO-1)', () => {
  test('a reply goes to its callback, with all its members, in order with everything else', () => {
    const house = new TestHouse();
    const { connection, transport } = house.open('socket.io');
    const order: object[] = [];
    const write = transport.write.bind(transport);
    transport.write = (payload) => {
      order.push(...payload.frames);
      write(payload);
    };
    const ack = (reply: object) => order.push({ acknowledged: reply });
    const emit = (event: string, argument?: object, withAck = true, byteLength?: number) =>
      connection.receive({
        event,
        args: argument === undefined ? [] : [argument],
        ...(withAck && { ack }),
        ...(byteLength !== undefined && { byteLength }),
      });
    emit('hello', { version: 1, nick: 'ann', ref: 'mine' });
    emit('join', { room: 'r' });
    emit('say', { room: 'r', text: 'hi' });
    emit('say', { room: 'r', text: '' });
    emit('ping', { data: 1 });
    emit('rooms', undefined, false);
    emit('rooms');
    house.flush();
    const seen = order.map((item) => ('acknowledged' in item ? ['ack', item.acknowledged] : ['event', item]));
    expect(seen).toMatchObject([
      ['ack', { type: 'welcome', ref: 'mine' }],
      ['ack', { type: 'joined', room: 'r' }],
      ['event', { type: 'message', text: 'hi' }],
      ['ack', { type: 'said', seq: 1 }],
      ['ack', { type: 'error', code: 'invalid_field', field: 'text' }],
      ['ack', { type: 'pong', data: 1 }],
      ['event', { type: 'rooms' }],
      ['ack', { type: 'rooms' }],
    ]);
    const refs = seen.map(([, frame]) => (frame as { ref?: string }).ref);
    expect(refs).toEqual(['mine', ...Array.from({ length: 7 }, () => undefined)]);
    order.length = 0;
    emit('ping', {}, true, 65_537);
    house.flush();
    expect(order).toMatchObject([{ code: 'frame_too_large' }]);
  });
});

describe('the end', () => {
  test('LINE-4: after the peer’s FIN its replies are delivered, then the transport is closed', () => {
    const house = new TestHouse();
    const ben = house.member('ben');
    const ann = house.member('ann');
    house.flush();
    ann.take();
    ben.take();
    ann.say({ type: 'say', room: 'r', text: 'last', ref: 's' });
    ann.connection.receive(Buffer.from('{"type":"ping"}'));
    ann.connection.peerEnded();
    expect(codes(ann.take())).toEqual(['message', 'said']);
    expect(ann.transport.closed?.code).toBe(CLOSE.normal);
    expect(ben.take()).toMatchObject([{ text: 'last' }, { type: 'member_left', reason: 'disconnected' }]);
  });

  test('NICK-5: the one taken over hears `replaced` and is closed before the new one’s next request', () => {
    const house = new TestHouse();
    const old = house.client();
    old.say(HELLO, { type: 'join', room: 'r' });
    const [welcome] = old.take();
    const ben = house.member('ben');
    ben.take();
    house.flush();
    old.take();
    const fresh = house.client();
    fresh.say({ ...HELLO, session: (welcome as { session: string }).session }, { type: 'join', room: 'r' });
    expect(codes(fresh.take())).toEqual(['welcome', 'joined']);
    expect(codes(old.take())).toEqual(['replaced']);
    expect(old.transport.closed?.code).toBe(CLOSE.replaced);
    expect(ben.take().map((frame) => [frame.type, (frame as { reason?: string }).reason])).toEqual([
      ['member_left', 'replaced'],
      ['member_joined', undefined],
    ]);
  });

  test('a connection may be closed from outside at any time, input after it is ignored', () => {
    const house = new TestHouse();
    const ann = house.member('ann');
    const connection: Connection<'lines'> = ann.connection;
    connection.closed();
    connection.receive(Buffer.from('{"type":"ping"}\n'));
    connection.heard();
    connection.peerEnded();
    connection.fail('binary');
    house.flush();
    expect(ann.transport.closed).toBeUndefined();
    expect(house.house.chat.counts.sessions).toBe(0);
  });
});
