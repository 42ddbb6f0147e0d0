// Rooms and presence in the mode `each`, clause by clause (§5), over ports in memory.
import { describe, expect, test } from 'vitest';
import { createRig } from './rig/rig.ts';

test('ROOM-1 a room exists from its first join until its last member left', () => {
  const rig = createRig();
  const ada = rig.enter('ada');
  expect(ada.ask({ type: 'rooms' })).toEqual([{ type: 'rooms', rooms: [] }]);
  expect(ada.ask({ type: 'join', ref: 'j', room: 'lobby' })).toEqual([
    { type: 'joined', ref: 'j', room: 'lobby', seq: 0, members: ['ada'], complete: true, presence: 'each' },
  ]);
  expect(rig.chat.counts.rooms).toBe(1);
  expect(ada.ask({ type: 'leave', ref: 'l', room: 'lobby' })).toEqual([
    { type: 'left', ref: 'l', room: 'lobby' },
  ]);
  expect(rig.chat.counts.rooms).toBe(0);
});

test('ROOM-2 a repeated join answers again and tells nobody else', () => {
  const rig = createRig();
  const ada = rig.enter('ada', 'lobby');
  const bob = rig.enter('bob', 'lobby');
  ada.take();
  expect(bob.ask({ type: 'join', ref: 'again', room: 'lobby' })).toMatchObject([
    { type: 'joined', ref: 'again', members: ['ada', 'bob'], complete: true },
  ]);
  expect(ada.take()).toEqual([]);
  expect(bob.ask({ type: 'say', room: 'lobby', text: 'once' })).toHaveLength(1);
});

test('ROOM-3 member_joined comes before the joiner’s first message, member_left after its last', () => {
  const rig = createRig();
  const ada = rig.enter('ada', 'lobby');
  rig
    .enter('bob')
    .send(
      { type: 'join', room: 'lobby' },
      { type: 'say', room: 'lobby', text: 'x' },
      { type: 'leave', room: 'lobby' },
    );
  expect(ada.take()).toMatchObject([
    { type: 'member_joined', room: 'lobby', nick: 'bob' },
    { type: 'message', from: 'bob' },
    { type: 'member_left', room: 'lobby', nick: 'bob', reason: 'left' },
  ]);
});

test('ROOM-4 after left nothing more of the room comes; without membership: not_joined', () => {
  const rig = createRig();
  const ada = rig.enter('ada', 'lobby');
  const bob = rig.enter('bob', 'lobby');
  expect(bob.ask({ type: 'leave', room: 'lobby' })).toEqual([{ type: 'left', room: 'lobby' }]);
  ada.send({ type: 'say', room: 'lobby', text: 'x' });
  expect(bob.take()).toEqual([]);
  expect(
    bob.ask(
      { type: 'leave', ref: 'l', room: 'lobby' },
      { type: 'say', ref: 's', room: 'nowhere', text: 'x' },
      { type: 'leave', room: 'nowhere' },
    ),
  ).toMatchObject([
    { type: 'error', code: 'not_joined', ref: 'l' },
    { type: 'error', code: 'not_joined', ref: 's' },
    { type: 'error', code: 'not_joined' },
  ]);
  expect(bob.ask({ type: 'rooms' })).toEqual([{ type: 'rooms', rooms: [{ room: 'lobby', members: 1 }] }]);
});

test.each(['disconnected', 'timeout', 'slow_consumer', 'kicked'] as const)(
  'ROOM-5 a connection lost (%s) gives each peer one member_left for each shared room',
  (reason) => {
    const rig = createRig();
    const ada = rig.enter('ada', 'one', 'two');
    const bob = rig.enter('bob', 'one', 'two', 'three');
    ada.take();
    bob.close(reason);
    bob.close(reason);
    expect(ada.take()).toEqual([
      { type: 'member_left', room: 'one', nick: 'bob', reason },
      { type: 'member_left', room: 'two', nick: 'bob', reason },
    ]);
    expect(rig.chat.counts).toMatchObject({ sessions: 1, rooms: 2 });
  },
);

test('ROOM-6 a join beyond maxRooms is refused, the others stay, a left one makes place', () => {
  const rig = createRig({ limits: { maxRooms: 2 } });
  const ada = rig.enter('ada', 'one', 'two');
  expect(ada.ask({ type: 'join', ref: 'j', room: 'three' })).toMatchObject([
    { type: 'error', code: 'too_many_rooms', ref: 'j', fatal: false },
  ]);
  expect(rig.chat.counts.rooms).toBe(2);
  expect(ada.ask({ type: 'join', room: 'two' })).toMatchObject([{ type: 'joined' }]);
  expect(ada.ask({ type: 'leave', room: 'one' }, { type: 'join', room: 'three' })).toMatchObject([
    { type: 'left' },
    { type: 'joined', room: 'three' },
  ]);
});

describe('ROOM-7', () => {
  test('ROOM-7 joined states the members in order, the client included, and the last seq', () => {
    const rig = createRig();
    const names = ['zoe', 'Ada', '𝒳eno', 'ｘ', 'mia'];
    const clients = names.map((name) => rig.enter(name, 'lobby'));
    clients[0]?.send({ type: 'say', room: 'lobby', text: 'x' }, { type: 'say', room: 'lobby', text: 'y' });
    expect(rig.enter('bob').ask({ type: 'join', room: 'lobby' })).toEqual([
      {
        type: 'joined',
        room: 'lobby',
        seq: 2,
        // Code points: U+FF58 comes before U+1D4B3, though its UTF-16 unit is the greater one.
        members: ['Ada', 'bob', 'mia', 'zoe', 'ｘ', '𝒳eno'],
        complete: true,
        presence: 'each',
      },
    ]);
  });

  test('ROOM-7 complete is false where not all members fit, and who has the rest', () => {
    const rig = createRig({ limits: { maxTextBytes: 1, maxFrameBytes: 1_160, presenceMembers: 0 } });
    const nicks = Array.from({ length: 60 }, (_, i) => `${'ß'.repeat(20)}${String(i).padStart(2, '0')}`);
    for (const nick of nicks) rig.enter(nick, 'lobby');
    const bob = rig.enter('bob');
    const [joined] = bob.ask({ type: 'join', room: 'lobby' });
    if (joined?.type !== 'joined') throw new Error('not joined');
    expect(joined.complete).toBe(false);
    expect(joined.members.length).toBeGreaterThan(10);
    expect(new TextEncoder().encode(JSON.stringify(joined)).length).toBeLessThanOrEqual(1_160);
    const rest: string[] = [];
    let after = joined.members.at(-1);
    while (after !== undefined) {
      const [page] = bob.ask({ type: 'who', room: 'lobby', after });
      if (page?.type !== 'members') throw new Error('not members');
      rest.push(...page.members);
      after = page.next;
    }
    expect([...joined.members, ...rest]).toEqual(['bob', ...nicks]);
  });
});

test('SEC-2 names of object members are ordinary names', () => {
  const rig = createRig();
  const ada = rig.enter('constructor', 'constructor', 'tostring', 'hasownproperty');
  expect(ada.ask({ type: 'who', room: 'constructor' })).toMatchObject([{ members: ['constructor'] }]);
  expect(ada.ask({ type: 'who', room: 'valueof' })).toEqual([
    { type: 'members', room: 'valueof', members: [] },
  ]);
  expect(
    ada.ask(
      { type: 'say', ref: 'a', room: 'constructor', text: 'x', id: '__proto__' },
      { type: 'say', ref: 'b', room: 'constructor', text: 'x', id: '__proto__' },
    ),
  ).toMatchObject([{ type: 'message' }, { type: 'said' }, { type: 'said', seq: 1, duplicate: true }]);
});

test('§9 bye leaves the rooms with reason left, and nothing comes after closing', () => {
  const rig = createRig();
  const ada = rig.enter('ada', 'lobby');
  const bob = rig.enter('bob', 'lobby');
  ada.take();
  expect(bob.ask({ type: 'bye', ref: 'b' })).toEqual([{ type: 'closing', ref: 'b', reason: 'bye' }]);
  expect(ada.take()).toEqual([{ type: 'member_left', room: 'lobby', nick: 'bob', reason: 'left' }]);
  ada.send({ type: 'say', room: 'lobby', text: 'x' });
  bob.close('disconnected');
  expect(bob.take()).toEqual([]);
  expect(ada.take()).toMatchObject([{ type: 'message' }]);
});
