// Presence of big rooms (ROOM-8), over a clock that the tests move.
import type { ServerFrame } from '@hubbub/protocol';
import { expect, test } from 'vitest';
import { createRig, type TestClient } from './rig/rig.ts';

const LIMITS = { presenceMembers: 4 };

function crowd(size: number) {
  const rig = createRig({ limits: LIMITS });
  const clients = Array.from({ length: size }, (_, i) => rig.enter(`n${i}`, 'lobby'));
  for (const client of clients) client.take();
  return { rig, clients, first: clients[0] as TestClient };
}

const size = (members: number): ServerFrame => ({ type: 'room_size', room: 'lobby', members });

test('ROOM-8 at the limit presence is told of each', () => {
  const { rig, first } = crowd(3);
  expect(rig.enter('eve').ask({ type: 'join', room: 'lobby' })).toMatchObject([{ presence: 'each' }]);
  expect(first.take()).toEqual([{ type: 'member_joined', room: 'lobby', nick: 'eve' }]);
});

test('ROOM-8 above the limit the members get presence and the joiner joined.presence, no member_joined', () => {
  const { rig, clients } = crowd(4);
  const eve = rig.enter('eve');
  expect(eve.ask({ type: 'join', ref: 'j', room: 'lobby' })).toEqual([
    { type: 'joined', ref: 'j', room: 'lobby', seq: 0, members: [], complete: false, presence: 'size' },
  ]);
  for (const client of clients) {
    expect(client.take()).toEqual([{ type: 'presence', room: 'lobby', mode: 'size', members: 5 }]);
  }
  expect(eve.ask({ type: 'who', room: 'lobby' })).toMatchObject([
    { members: ['eve', 'n0', 'n1', 'n2', 'n3'] },
  ]);
});

test('ROOM-8 room_size comes at most once a second and ends on the true number', () => {
  const { rig, first } = crowd(4);
  const more = ['a', 'b', 'c'].map((nick) => rig.enter(nick, 'lobby'));
  first.take();
  for (const client of more) client.take();
  rig.clock.advance(999);
  expect(first.take()).toEqual([]);
  rig.clock.advance(1);
  expect(first.take()).toEqual([size(7)]);
  expect(more[2]?.take()).toEqual([size(7)]);
  rig.clock.advance(1_000);
  expect(first.take()).toEqual([]);
  rig.enter('d', 'lobby');
  expect(first.take()).toEqual([size(8)]);
  more[0]?.close();
  rig.clock.advance(500);
  more[1]?.send({ type: 'leave', room: 'lobby' });
  expect(first.take()).toEqual([]);
  rig.clock.advance(500);
  expect(first.take()).toEqual([size(6)]);
});

test('ROOM-8 each is told again at half the limit, not before', () => {
  const { rig, clients, first } = crowd(5);
  clients[4]?.close();
  clients[3]?.close();
  first.take();
  rig.clock.advance(1_000);
  expect(first.take()).toEqual([size(3)]);
  rig.clock.advance(1_000);
  clients[2]?.close();
  expect(first.take()).toEqual([{ type: 'presence', room: 'lobby', mode: 'each', members: 2 }]);
  expect(rig.clock.timers).toBe(0);
  const eve = rig.enter('eve');
  expect(eve.ask({ type: 'join', room: 'lobby' })).toMatchObject([
    { presence: 'each', members: ['eve', 'n0', 'n1'], complete: true },
  ]);
  eve.close();
  expect(first.take()).toMatchObject([
    { type: 'member_joined', nick: 'eve' },
    { type: 'member_left', nick: 'eve' },
  ]);
});

test('ROOM-8 a room that everybody left keeps no timer and starts as each', () => {
  const { rig, clients } = crowd(6);
  for (const client of clients) client.close();
  expect(rig.clock.timers).toBe(0);
  expect(rig.enter('eve').ask({ type: 'join', room: 'lobby' })).toMatchObject([{ presence: 'each' }]);
});

test('ROOM-8 presenceMembers 0 tells each in every room', () => {
  const rig = createRig({ limits: { presenceMembers: 0 } });
  const first = rig.enter('first', 'lobby');
  for (let i = 0; i < 300; i++) rig.enter(`n${i}`, 'lobby');
  expect(first.take().filter((frame) => frame.type === 'member_joined')).toHaveLength(300);
});
